package io.countersign.http;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// The node's figures for a monitor. Labels are routes, methods and statuses, never a party or an
/// address; a ledger only while it cannot be used.
final class Gauges {
  private final Optional<PrometheusMeterRegistry> registry;
  private final Optional<MultiGauge> broken;

  private Gauges(Optional<PrometheusMeterRegistry> registry) {
    this.registry = registry;
    this.broken =
        registry.map(
            r ->
                MultiGauge.builder("countersign.ledger.unusable")
                    .description("a ledger that cannot be used, and why")
                    .register(r));
  }

  static Gauges none() {
    return new Gauges(Optional.empty());
  }

  static Gauges prometheus() {
    return new Gauges(Optional.of(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
  }

  /// Counts a request.
  void answered(String route, String method, int status, long millis) {
    registry.ifPresent(
        r ->
            Timer.builder("countersign.requests")
                .description("requests answered")
                .tags("route", route, "method", method, "status", Integer.toString(status))
                .register(r)
                .record(Math.max(0, millis), TimeUnit.MILLISECONDS));
  }

  /// Shows a figure whenever it is asked for.
  <T> void show(String name, String description, T of, ToDoubleFunction<T> figure) {
    registry.ifPresent(
        r ->
            Gauge.builder(name, of, figure)
                .description(description)
                .strongReference(true)
                .register(r));
  }

  /// All figures in the text format of Prometheus.
  ///
  /// @param failures ledgers that cannot be used, and why: the only ones that are named
  String scrape(Map<Bytes32, Finding> failures) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    failures.forEach(
        (id, f) ->
            rows.add(
                MultiGauge.Row.of(Tags.of("ledger", id.toHex(), "code", f.code().id()), () -> 1)));
    broken.ifPresent(b -> b.register(rows, true));
    return registry.map(PrometheusMeterRegistry::scrape).orElse("");
  }
}
