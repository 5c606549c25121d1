package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Payload;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.store.LedgerStore;
import io.countersign.witness.CosignatureSink;
import io.countersign.witness.LogSource;
import io.countersign.witness.SourceException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One ledger of a node, through its ledger API. Source: `openapi/countersign-1.json`.
///
/// Checks forms, not contents: what a node serves is judged by whoever asked. One owner.
public final class LedgerClient implements LogSource, CosignatureSink {
  /// Cap on an answer of JSON.
  private static final int MAX_JSON = 32 << 20;

  /// Cap on a ledger's description and on a page of leaves with their envelopes.
  private static final int MAX_PAGE = 24 << 20;

  /// How long to wait before looking again where the node has no feed for us.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final String JSON = "application/json";

  private final NodeClient node;
  private final Bytes32 id;
  private final String path;

  /// The envelopes that came with the last page of leaves, by their hash as the node names it;
  /// whoever takes one checks it.
  private final Map<Bytes32, Bytes> envelopes = new HashMap<>();

  public LedgerClient(NodeClient node, Bytes32 ledger) {
    this.node = node;
    this.id = ledger;
    this.path = "/v1/ledgers/" + ledger.toHex();
  }

  /// The ledger as the node describes it.
  Reply description() {
    return node.get(path, MAX_PAGE, NodeClient.SHORT);
  }

  /// Genesis of the ledger, checked against its id.
  ///
  /// @throws SourceException `LOG_OTHER_LEDGER` if it is another's
  public Genesis genesis() {
    Reply reply = description();
    try {
      return genesis(reply);
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  Genesis genesis(Reply reply) throws MalformedException {
    Genesis genesis = Genesis.parse(reply.json().hex("genesis"));
    if (!genesis.ledgerId().equals(id)) {
      throw new SourceException(
          Code.LOG_OTHER_LEDGER, "genesis", id.toHex(), genesis.ledgerId().toHex());
    }
    return genesis;
  }

  /// The key that signs the ledger's checkpoints and receipts: that of Genesis, under the origin,
  /// whose operator Genesis names too.
  ///
  /// @throws SourceException `LOG_OTHER_LEDGER`
  public Vkey log() {
    Reply reply = description();
    try {
      return log(genesis(reply), reply.json().string("origin"));
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  /// The same from a genesis that is known.
  ///
  /// @throws SourceException `LOG_OTHER_LEDGER` if the origin is not that of its ledger
  public static Vkey log(Genesis genesis, String origin) throws MalformedException {
    String operator = origin.split("/ledger/", 2)[0];
    if (!Sha256.hash(Bytes.utf8(operator)).equals(genesis.operator())
        || !origin.equals(Genesis.origin(operator, genesis.ledgerId()))) {
      throw new SourceException(
          Code.LOG_OTHER_LEDGER,
          "origin",
          "that of " + genesis.ledgerId(),
          MalformedException.show(origin));
    }
    return new Vkey(origin, Vkey.Type.ED25519, genesis.logKey());
  }

  @Override
  public Bytes checkpoint() {
    Reply reply = description();
    try {
      return Base64s.parse(reply.json().object("checkpoint").string("note"));
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  @Override
  public List<Bytes> leaves(long from, long to) {
    List<Bytes> out = new ArrayList<>();
    envelopes.clear();
    while (from + out.size() < to) {
      long at = from + out.size();
      Reply reply =
          node.get(
              path + "/entries?from=" + at + "&limit=" + (to - at), MAX_PAGE, NodeClient.SHORT);
      try {
        List<Fields> page = reply.json().objects("entries", 0, LEAVES);
        if (page.isEmpty() || page.size() > to - at) {
          return out; // whoever asked says that they are too few
        }
        for (Fields entry : page) {
          entry.integer("index", from + out.size(), from + out.size());
          out.add(Bytes.wrap(Hex.parse(entry.string("leaf"), LedgerStore.LEAF_BYTES)));
          keep(entry);
        }
      } catch (MalformedException e) {
        throw reply.unreadable(e);
      }
    }
    return out;
  }

  private void keep(Fields entry) throws MalformedException {
    Bytes32 hash = entry.bytes32("object");
    if (entry.has("envelope")) {
      envelopes.put(hash, Bytes.utf8(entry.string("envelope")));
    } else if (entry.has("mark")) {
      envelopes.put(hash, Base64s.parse(entry.string("mark")));
    }
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash, int maxBytes) {
    Bytes known = envelopes.remove(hash);
    return known != null ? Optional.of(known) : file("/objects/" + hash, maxBytes);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return file("/payloads/" + root, Payload.MAX_BYTES);
  }

  private Optional<Bytes> file(String name, int maxBytes) {
    Reply reply = node.get(path + name, Math.max(maxBytes, NodeClient.PROBLEM), NodeClient.LONG);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    reply.mustBeGood();
    return Optional.of(reply.body());
  }

  /// Whoever may fetch the whole ledger may have it; before there is a ledger the parties read it
  /// in the proposal.
  @Override
  public Optional<Bytes32> pepper() {
    Reply own = node.get(path + "/pepper", MAX_PAGE, NodeClient.SHORT);
    if (own.isGood()) {
      try {
        return Optional.of(own.json().bytes32("pepper"));
      } catch (MalformedException e) {
        throw own.unreadable(e);
      }
    }
    Reply reply = node.get("/v1/proposals/" + id.toHex(), MAX_PAGE, NodeClient.SHORT);
    if (!reply.isGood()) {
      return Optional.empty();
    }
    try {
      Fields f = reply.json();
      return f.has("proposal")
          ? Optional.of(f.object("proposal").bytes32("pepper"))
          : Optional.empty();
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  @Override
  public void await(long size, Duration atMost) {
    HttpRequest request =
        node.request("GET", path + "/feed?from=" + size, Bytes.EMPTY, "", NodeClient.SHORT);
    try {
      HttpResponse<Boolean> answer =
          node.await(
              node.client()
                  .sendAsync(
                      request,
                      info ->
                          info.statusCode() == 200
                              ? new FirstEvent()
                              : HttpResponse.BodySubscribers.replacing(false)),
              atMost.isZero() ? Duration.ofMillis(1) : atMost);
      if (!answer.body()) {
        pause(atMost);
      }
    } catch (IOException e) {
      // Nothing came in the time, or the connection broke: the next look says which.
      if (!(e instanceof NodeClient.SlowException)) {
        pause(atMost);
      }
    }
  }

  private static void pause(Duration atMost) {
    pause(atMost, PAUSE);
  }

  static void pause(Duration atMost, Duration usual) {
    try {
      Thread.sleep(atMost.compareTo(usual) < 0 ? atMost : usual);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void publish(SignedNote cosigned) {
    Reply reply =
        node.post(
            path + "/log/cosignatures",
            cosigned.toBytes(),
            "text/plain; charset=utf-8",
            MAX_JSON,
            NodeClient.SHORT);
    reply.mustBeGood();
  }

  /// Submits one entry and waits for its answer. Safe to repeat: the node knows an entry by its
  /// digest.
  ///
  /// @throws SourceException if there was no answer that can be read: it may be in the ledger
  public Answer submit(Submission submission) {
    Reply reply = node.post(path + "/entries", body(submission), JSON, MAX_JSON, NodeClient.LONG);
    if (reply.status() == 503 || reply.status() == 429) {
      return new Answer.Busy(reply.problem(), reply.retryAfter());
    }
    try {
      List<Fields> results = reply.json().objects("results", 1, 1);
      return answer(reply, results.getFirst());
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  /// The body of a request that submits `s`.
  public static Bytes body(Submission s) {
    Json.Builder out = Json.object();
    if (s.envelope().size() > 0 && s.envelope().at(0) == '{') {
      out.put("envelope", s.envelope().toUtf8());
    } else {
      out.put("mark", Base64s.format(s.envelope()));
    }
    if (!s.objects().isEmpty()) {
      List<Json> objects = new ArrayList<>();
      s.objects().forEach(o -> objects.add(Json.of(Base64s.format(o))));
      out.put("objects", objects);
    }
    s.payload().ifPresent(p -> out.put("payload", Base64s.format(p)));
    return out.build().toCanonical();
  }

  private static Answer answer(Reply reply, Fields f) throws MalformedException {
    String result = f.string("result");
    return switch (result) {
      case "accepted" -> new Answer.Accepted(receipt(f));
      case "duplicate" -> new Answer.Duplicate(receipt(f));
      case "conflict" ->
          new Answer.Conflict(
              receipt(f),
              findings(reply, f).getFirst(),
              refusal(f).orElseThrow(() -> unsigned(result)));
      case "gap" ->
          new Answer.Gap(
              f.integer("next", 0, Json.MAX_INT),
              findings(reply, f).getFirst(),
              refusal(f).orElseThrow(() -> unsigned(result)));
      case "refused" -> new Answer.Refused(findings(reply, f), refusal(f));
      case "busy" ->
          new Answer.Busy(
              findings(reply, f).getFirst(), f.integer("retryAfterMillis", 0, Json.MAX_INT));
      case "closed" -> new Answer.Closed(findings(reply, f).getFirst());
      default ->
          throw new MalformedException(
              Code.NODE_ANSWER,
              "result",
              -1,
              "a result of the interface",
              MalformedException.show(result));
    };
  }

  private static MalformedException unsigned(String result) {
    return new MalformedException(
        Code.NODE_ANSWER, "refusal", -1, "a signed refusal with " + result, "none");
  }

  private static Receipt receipt(Fields f) throws MalformedException {
    return Receipt.parse(Base64s.parse(f.string("receipt")));
  }

  private static Optional<SignedNote> refusal(Fields f) throws MalformedException {
    return f.has("refusal")
        ? Optional.of(SignedNote.parse(Base64s.parse(f.string("refusal"))))
        : Optional.empty();
  }

  private static List<Finding> findings(Reply reply, Fields f) throws MalformedException {
    List<Finding> out = new ArrayList<>();
    for (Fields item : f.objects("findings", 1, 70_000)) {
      out.add(reply.finding(item.object()));
    }
    return out;
  }
}
