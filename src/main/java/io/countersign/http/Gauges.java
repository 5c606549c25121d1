package io.countersign.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// The node's figures for a monitor. Labels are routes, methods and statuses: never a ledger, a
/// party or an address.
final class Gauges {
  private final Optional<PrometheusMeterRegistry> registry;

  private Gauges(Optional<PrometheusMeterRegistry> registry) {
    this.registry = registry;
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
  String scrape() {
    return registry.map(PrometheusMeterRegistry::scrape).orElse("");
  }
}
