package io.countersign.http.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Leaf;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/// A ledger of this process behind the routes of the ledger API that a client of it needs, written
/// from the published document with another HTTP server.
public final class ShownLedger implements AutoCloseable {
  private final Ledger ledger;
  private final Bytes32 pepper;
  private final HttpServer server;

  /// The notes that were handed over.
  public final List<Bytes> cosigned = new ArrayList<>();

  public ShownLedger(Ledger ledger, Bytes32 pepper) {
    this.ledger = ledger;
    this.pepper = pepper;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  private void handle(HttpExchange e) throws IOException {
    try (e) {
      Bytes body = Bytes.wrap(e.getRequestBody().readAllBytes());
      String own = "/v1/ledgers/" + ledger.genesis().ledgerId().toHex();
      String path = e.getRequestURI().getPath();
      if (path.equals("/v1/proposals/" + ledger.genesis().ledgerId().toHex())) {
        json(e, Json.object().put("proposal", Json.object().put("pepper", pepper.toHex()).build()));
      } else if (path.equals(own)) {
        json(e, description());
      } else if (path.equals(own + "/entries") && e.getRequestMethod().equals("GET")) {
        json(e, entries(e.getRequestURI().getQuery()));
      } else if (path.equals(own + "/entries")) {
        json(e, submit(body));
      } else if (path.startsWith(own + "/objects/")) {
        bytes(e, ledger.store().object(name(path)));
      } else if (path.startsWith(own + "/payloads/")) {
        bytes(e, ledger.store().payload(name(path)));
      } else if (path.equals(own + "/log/cosignatures")) {
        cosigned.add(body);
        e.sendResponseHeaders(204, -1);
      } else {
        bytes(e, Optional.empty());
      }
    } catch (MalformedException bad) {
      throw new IOException(bad);
    }
  }

  private static Bytes32 name(String path) throws MalformedException {
    return Bytes32.parse(path.substring(path.lastIndexOf('/') + 1));
  }

  private static void json(HttpExchange e, Json.Builder json) throws IOException {
    byte[] out = json.build().toCanonical().toArray();
    e.getResponseHeaders().set("Content-Type", "application/json");
    e.sendResponseHeaders(200, out.length);
    e.getResponseBody().write(out);
  }

  private static void bytes(HttpExchange e, Optional<Bytes> found) throws IOException {
    e.sendResponseHeaders(
        found.isPresent() ? 200 : 404, found.map(b -> (long) b.size()).orElse(-1L));
    if (found.isPresent()) {
      e.getResponseBody().write(found.get().toArray());
    }
  }

  private Json.Builder description() {
    return ledger.look(
        s -> {
          List<Json> versions = new ArrayList<>();
          s.history()
              .versions()
              .forEach(
                  v ->
                      versions.add(
                          Json.object()
                              .put("effective", v.effectivePeriod().yyyymm())
                              .put("index", v.index())
                              .put("termsHash", v.hash().toHex())
                              .put("version", v.version())
                              .build()));
          List<Json> keys = new ArrayList<>();
          for (var party : io.countersign.core.ledger.Party.values()) {
            s.keys()
                .signers(party)
                .forEach(
                    k ->
                        keys.add(
                            Json.object()
                                .put("key", k.toString())
                                .put("nextSequence", s.nextSequence(k))
                                .put("party", party.text())
                                .put("role", "signer")
                                .build()));
          }
          return Json.object()
              .put(
                  "checkpoint",
                  Json.object().put("note", Base64s.format(ledger.checkpoint().toBytes())).build())
              .put("genesis", ledger.genesis().toBytes().toHex())
              .put("keys", keys)
              .put("origin", s.origin())
              .put("versions", versions);
        });
  }

  private Json.Builder entries(String query) throws MalformedException {
    long from = Long.parseLong(query.replaceAll(".*from=([0-9]+).*", "$1"));
    long limit = Long.parseLong(query.replaceAll(".*limit=([0-9]+).*", "$1"));
    List<Json> out = new ArrayList<>();
    List<Bytes> leaves = new ArrayList<>();
    ledger.store().leaves(from, from + limit, (i, leaf) -> leaves.add(leaf));
    for (Bytes bytes : leaves) {
      Leaf leaf = Leaf.parse(bytes);
      Bytes envelope = ledger.store().object(leaf.envelope()).orElseThrow();
      Json.Builder entry =
          Json.object()
              .put("index", leaf.index())
              .put("leaf", bytes.toHex())
              .put("object", leaf.envelope().toHex());
      if (envelope.at(0) == '{') {
        entry.put("envelope", envelope.toUtf8());
      } else {
        entry.put("mark", Base64s.format(envelope));
      }
      out.add(entry.build());
    }
    return Json.object().put("entries", out);
  }

  private Json.Builder submit(Bytes body) throws MalformedException {
    Fields f = Fields.of(JsonReader.relaxed(body, body.size()), "");
    List<Bytes> objects = new ArrayList<>();
    if (f.has("objects")) {
      for (Json item : f.array("objects", 0, 1_000)) {
        objects.add(Base64s.parse(Fields.string(item, "objects")));
      }
    }
    Bytes envelope =
        f.has("envelope") ? Bytes.utf8(f.string("envelope")) : Base64s.parse(f.string("mark"));
    Optional<Bytes> payload =
        f.has("payload") ? Optional.of(Base64s.parse(f.string("payload"))) : Optional.empty();
    Json.Builder result =
        switch (ledger.submit(new Submission(envelope, objects, payload))) {
          case Answer.Accepted a -> receipt("accepted", a.receipt());
          case Answer.Duplicate d -> receipt("duplicate", d.first());
          case Answer.Refused r -> {
            List<Json> findings = new ArrayList<>();
            r.findings()
                .forEach(
                    x ->
                        findings.add(
                            Json.object()
                                .put("code", x.code().id())
                                .put("expected", x.expected())
                                .put("found", x.found())
                                .put("where", x.where())
                                .build()));
            yield Json.object().put("result", "refused").put("findings", findings);
          }
          case Answer.Conflict c -> throw new IllegalStateException(c.toString());
          case Answer.Gap g -> throw new IllegalStateException(g.toString());
          case Answer.Busy b -> throw new IllegalStateException(b.toString());
          case Answer.Closed c -> throw new IllegalStateException(c.toString());
        };
    return Json.object().put("results", List.of(result.build()));
  }

  private static Json.Builder receipt(String result, Receipt receipt) {
    return Json.object()
        .put("result", result)
        .put("receipt", Base64s.format(receipt.toProof().toBytes()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
