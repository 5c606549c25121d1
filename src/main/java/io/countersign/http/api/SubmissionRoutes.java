package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Admission;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.Workers;
import io.countersign.http.Access;
import io.countersign.http.Exchange;
import io.countersign.http.Grant;
import io.countersign.http.Lang;
import io.countersign.http.Problem;
import io.countersign.http.ProblemException;
import io.countersign.http.Right;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Pending;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.service.ReadAhead;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Entries that come in: one, many, a stream of batches, or for a trial.
///
/// A submission proves itself by its signatures. Who shows no other credential is let in by those
/// of the first one that he sends.
final class SubmissionRoutes {
  /// Submissions of one request.
  static final int MAX_SUBMISSIONS = 1_000;

  /// Requests in JSON above [#LARGE_BYTES] that are held in memory at a time: of all sides, of one
  /// side, and of those who are not known before their body was read.
  static final int MAX_LARGE = 6;

  static final int SIDE_LARGE = 3;
  static final int UNKNOWN_LARGE = 2;

  private static final int LARGE_BYTES = 1 << 20;

  /// Streams of batches at a time, in the same way.
  static final int MAX_STREAMS = 12;

  static final int SIDE_STREAMS = 6;
  static final int UNKNOWN_STREAMS = 4;

  /// Bytes of one stream: a day of the fastest recorder.
  private static final long MAX_STREAM_BYTES = 1L << 40;

  /// Batches of one stream that wait for their commit, and their bytes; one is always let in.
  private static final int MAX_WAITING = 64;

  private static final long MAX_WAITING_BYTES = 64L << 20;

  private final InstantSource clock;
  private final Workers workers;
  private final Permits large = new Permits("large requests", MAX_LARGE, SIDE_LARGE, UNKNOWN_LARGE);
  private final Permits streams =
      new Permits("streams of batches", MAX_STREAMS, SIDE_STREAMS, UNKNOWN_STREAMS);

  /// @param workers runs loops over the records of a trial
  SubmissionRoutes(InstantSource clock, Workers workers) {
    this.clock = clock;
    this.workers = workers;
  }

  List<Operation> operations() {
    return List.of(
        Operation.post("submitEntries", "/ledgers/{ledger}/entries", this::submit),
        Operation.post("checkEntries", "/ledgers/{ledger}/entries/check", this::check),
        Operation.post("submitAttestations", "/ledgers/{ledger}/attestations", this::stream));
  }

  /// A submission that could be read, or why it could not.
  private record Item(Optional<Submission> submission, List<Finding> faults) {
    Optional<Prepared> prepare(Bytes32 domain) {
      return submission.map(s -> Prepared.of(s.envelope(), domain));
    }
  }

  /// A submission on its way.
  private record Sent(Prepared prepared, Pending pending) {
    static Sent to(Ledger ledger, Submission submission, Prepared prepared) {
      return new Sent(prepared, ledger.enqueue(submission, prepared));
    }

    Json.Builder result(Lang lang) {
      return SubmissionRoutes.result(prepared, pending.await(), lang);
    }
  }

  private void submit(Exchange e) throws MalformedException {
    Optional<Grant> known = granted(e);
    known.ifPresent(SubmissionRoutes::mustWrite);
    held(
        e,
        known,
        items -> {
          Bytes32 domain = Genesis.domain(e.parameter32("ledger"));
          // Signatures are recovered once: by those of the first one the sender may be let in.
          Optional<Prepared> first = items.getFirst().prepare(domain);
          Ledger ledger = e.reach(known.orElseGet(() -> bySigners(e, first)), Right.WRITE).ledger();
          List<Optional<Sent>> sent = new ArrayList<>();
          for (int i = 0; i < items.size(); i++) {
            Optional<Prepared> prepared = i == 0 ? first : items.get(i).prepare(domain);
            sent.add(items.get(i).submission().map(s -> Sent.to(ledger, s, prepared.get())));
          }
          List<Json> results = new ArrayList<>();
          boolean lookedAt = false;
          Optional<Answer> last = Optional.empty();
          for (int i = 0; i < items.size(); i++) {
            if (sent.get(i).isEmpty()) {
              lookedAt = true;
              results.add(refused(items.get(i).faults(), e.lang()));
            } else {
              Answer answer = sent.get(i).get().pending().await();
              last = Optional.of(answer);
              lookedAt |= !(answer instanceof Answer.Busy || answer instanceof Answer.Closed);
              results.add(sent.get(i).get().result(e.lang()).build());
            }
          }
          if (!lookedAt && last.isPresent()) {
            throw untouched(last.get());
          }
          Forms.answer(e, 200, ledger.durable(), Json.object().put("results", results));
        });
  }

  /// Nothing of the request was looked at.
  private static ProblemException untouched(Answer answer) {
    return answer instanceof Answer.Busy b
        ? Problem.of(503, b.finding()).withRetryAfter(b.retryAfterMillis()).asException()
        : Problem.of(503, Code.LEDGER_UNAVAILABLE, "ledger", "a writer that takes entries", "none")
            .withRetryAfter(2_000)
            .asException();
  }

  private void check(Exchange e) throws MalformedException {
    Grant grant = Forms.grant(e);
    Ledger ledger = e.reach(grant, grant.may(Right.READ) ? Right.READ : Right.WRITE).ledger();
    held(
        e,
        Optional.of(grant),
        items -> {
          List<Json> results = new ArrayList<>();
          for (Item item : items) {
            results.add(
                item.submission().isEmpty()
                    ? refused(item.faults(), e.lang())
                    : checked(ledger, item.submission().get(), e.lang()));
          }
          Forms.answer(e, 200, ledger.durable(), Json.object().put("results", results));
        });
  }

  private Json checked(Ledger ledger, Submission s, Lang lang) {
    long now = clock.millis();
    Prepared prepared = ledger.prepare(s.envelope());
    ReadAhead read = new ReadAhead(ledger, s.objects(), s.payload(), workers);
    prepared.envelope().ifPresent(e -> read.read(e.entry()));
    Admission admission = ledger.look(state -> state.admit(prepared, now, read, read));
    Json.Builder out = Json.object();
    if (prepared.envelope().isPresent()) {
      out.put("digest", prepared.digest().toHex());
    }
    return switch (admission) {
      case Admission.Admitted a ->
          out.put("result", "admissible").put("index", a.leaf().index()).build();
      case Admission.Repeated r -> out.put("result", "duplicate").put("index", r.index()).build();
      case Admission.Refused r ->
          out.put("result", "refused").put("findings", Forms.findings(r.findings(), lang)).build();
    };
  }

  /// What is done with the submissions of a request.
  @FunctionalInterface
  private interface Work {
    void on(List<Item> items) throws MalformedException;
  }

  /// Reads the body, as few large ones at a time as memory allows, and works on it.
  private void held(Exchange e, Optional<Grant> known, Work work) throws MalformedException {
    e.onlyQueries();
    if (e.header("content-length").filter(SubmissionRoutes::isSmall).isPresent()) {
      work.on(items(e.json(Forms.MAX_JSON_BYTES)));
      return;
    }
    try (var _ = large.take(known)) {
      work.on(items(e.json(Forms.MAX_JSON_BYTES)));
    }
  }

  private static void mustWrite(Grant grant) {
    if (!grant.may(Right.WRITE)) {
      throw Access.lacking(Right.WRITE);
    }
  }

  /// What the caller's credentials grant him, if they grant anything.
  private static Optional<Grant> granted(Exchange e) {
    return e.access().grant(e.principal(), e.parameter32("ledger"));
  }

  private static boolean isSmall(String length) {
    return length.matches("[0-9]{1,7}") && Integer.parseInt(length) <= LARGE_BYTES;
  }

  private static List<Item> items(Json body) throws MalformedException {
    Fields f = Fields.of(body, "");
    if (!f.has("submissions")) {
      return List.of(item(f));
    }
    List<Item> out = new ArrayList<>();
    for (Fields s : f.objects("submissions", 1, MAX_SUBMISSIONS)) {
      out.add(item(s));
    }
    f.end();
    return out;
  }

  private static Item item(Fields f) {
    try {
      Bytes envelope =
          f.has("mark") ? base64(f.any("mark"), "mark") : Bytes.utf8(f.string("envelope"));
      List<Bytes> objects = new ArrayList<>();
      long bytes = 0;
      if (f.has("objects")) {
        for (Json o : f.array("objects", 0, Submission.MAX_OBJECTS)) {
          objects.add(base64(o, "objects[" + objects.size() + "]"));
          bytes += objects.getLast().size();
        }
      }
      if (bytes > Submission.MAX_OBJECT_BYTES) {
        throw new MalformedException(
            Code.INPUT_TOO_LARGE,
            "objects",
            -1,
            "at most " + Submission.MAX_OBJECT_BYTES + " bytes",
            bytes + " bytes");
      }
      Optional<Bytes> payload =
          f.has("payload") ? Optional.of(base64(f.any("payload"), "payload")) : Optional.empty();
      f.end();
      return new Item(Optional.of(new Submission(envelope, objects, payload)), List.of());
    } catch (MalformedException e) {
      return new Item(Optional.empty(), List.of(e.toFinding()));
    }
  }

  private static Bytes base64(Json value, String path) throws MalformedException {
    String text = Fields.string(value, path);
    try {
      return Base64s.parse(text);
    } catch (MalformedException e) {
      throw new MalformedException(e.code(), path, -1, e.expected(), e.found());
    }
  }

  private static Json refused(List<Finding> faults, Lang lang) {
    return Json.object()
        .put("result", "refused")
        .put("findings", Forms.findings(faults, lang))
        .build();
  }

  /// What the signatures of the caller's first submission grant him.
  private static Grant bySigners(Exchange e, Optional<Prepared> first) {
    return first
        .flatMap(p -> e.access().grantBySigners(e.parameter32("ledger"), p.signers().values()))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private static Json.Builder result(Prepared prepared, Answer answer, Lang lang) {
    Json.Builder out = Json.object();
    if (prepared.fault().isEmpty() || !prepared.isJson()) {
      out.put("digest", prepared.digest().toHex());
    }
    return switch (answer) {
      case Answer.Accepted a -> receipt(out.put("result", "accepted"), a.receipt());
      case Answer.Duplicate d -> receipt(out.put("result", "duplicate"), d.first());
      case Answer.Conflict c ->
          receipt(out.put("result", "conflict"), c.first())
              .put("findings", Forms.findings(List.of(c.finding()), lang))
              .put("refusal", Forms.base64(c.note().toBytes()));
      case Answer.Gap g ->
          out.put("result", "gap")
              .put("next", g.next())
              .put("findings", Forms.findings(List.of(g.finding()), lang))
              .put("refusal", Forms.base64(g.note().toBytes()));
      case Answer.Refused r -> {
        r.note().ifPresent(n -> out.put("refusal", Forms.base64(n.toBytes())));
        yield out.put("result", "refused").put("findings", Forms.findings(r.findings(), lang));
      }
      case Answer.Busy b ->
          out.put("result", "busy")
              .put("findings", Forms.findings(List.of(b.finding()), lang))
              .put("retryAfterMillis", b.retryAfterMillis());
      case Answer.Closed c ->
          out.put("result", "closed")
              .put(
                  "findings",
                  Forms.findings(
                      List.of(
                          new Finding(
                              Code.LEDGER_UNAVAILABLE,
                              "ledger",
                              "a writer that takes entries",
                              "one that ended; whether the entry is in shows later")),
                      lang));
    };
  }

  private static Json.Builder receipt(Json.Builder out, Receipt receipt) {
    return out.put("index", receipt.index())
        .put("receipt", Forms.base64(receipt.toProof().toBytes()));
  }

  // The stream.

  private void stream(Exchange e) throws MalformedException {
    e.onlyQueries();
    String type = e.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals(BatchReader.TYPE)) {
      throw Problem.of(
              415,
              Code.HTTP_MEDIA_TYPE,
              "Content-Type",
              BatchReader.TYPE,
              MalformedException.show(type))
          .asException();
    }
    Optional<Grant> known = granted(e);
    known.ifPresent(SubmissionRoutes::mustWrite);
    try (Permits.Permit permit = streams.take(known)) {
      BatchReader in =
          new BatchReader(e.bodyStream(MAX_STREAM_BYTES), clock::millis, e.bodyMillis());
      stream(e, known, permit, in);
    } catch (IOException x) {
      if (x.getCause() instanceof ProblemException p) {
        throw p;
      }
      throw new UncheckedIOException(x);
    }
  }

  private void stream(Exchange e, Optional<Grant> known, Permits.Permit permit, BatchReader in)
      throws IOException, MalformedException {
    Bytes32 domain = Genesis.domain(e.parameter32("ledger"));
    Optional<Submission> batch;
    Optional<Prepared> prepared;
    Grant grant;
    if (known.isPresent()) {
      grant = known.get();
      batch = in.next();
      prepared = batch.map(s -> Prepared.of(s.envelope(), domain));
    } else {
      try {
        batch = in.next();
      } catch (MalformedException x) {
        throw Problem.notFound().asException();
      }
      prepared = batch.map(s -> Prepared.of(s.envelope(), domain));
      grant = bySigners(e, prepared);
      permit.prove(grant);
    }
    Ledger ledger = e.reach(grant, Right.WRITE).ledger();
    // A compressor would hold results back.
    e.set(Forms.AS_OF, Long.toString(ledger.durable()))
        .set("Cache-Control", "no-store")
        .set("Content-Encoding", "identity");
    try (OutputStream out = e.streamWhileReading(200, BatchReader.TYPE)) {
      Bytes32 id = e.parameter32("ledger");
      BooleanSupplier may = () -> known.isEmpty() || e.mayStill(id, Right.WRITE);
      new Pump(ledger, out, e.lang(), may).run(in, batch, prepared);
    }
  }

  /// Hands batches to the writer as they come and answers them in order.
  private static final class Pump {
    private final Ledger ledger;
    private final OutputStream out;
    private final Lang lang;
    private final BooleanSupplier may;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long answered;

    /// @param may whether the credentials that opened the stream still hold
    Pump(Ledger ledger, OutputStream out, Lang lang, BooleanSupplier may) {
      this.may = may;
      this.ledger = ledger;
      this.out = out;
      this.lang = lang;
    }

    private record Batch(Sent sent, long bytes) {}

    void run(BatchReader in, Optional<Submission> first, Optional<Prepared> read)
        throws IOException {
      Bytes32 domain = ledger.genesis().domain();
      Optional<Submission> batch = first;
      Optional<Prepared> prepared = read;
      try {
        while (batch.isPresent() && prepared.isPresent() && may.getAsBoolean()) {
          send(batch.get(), prepared.get());
          if (in.isIdle()) {
            // Who sends little at a time may wait for the answer before he sends more.
            answerAll();
          }
          batch = in.next();
          prepared = batch.map(s -> Prepared.of(s.envelope(), domain));
        }
        answerAll();
      } catch (MalformedException x) {
        answerAll();
        line(
            Json.object()
                .put("result", "malformed")
                .put("findings", Forms.findings(List.of(x.toFinding()), lang)));
      }
    }

    private void send(Submission batch, Prepared prepared) throws IOException {
      long bytes = batch.envelope().size() + (long) batch.payload().map(Bytes::size).orElse(0);
      while (!waiting.isEmpty()
          && (waiting.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES)) {
        answerOne();
      }
      while (!waiting.isEmpty() && isAnswered(waiting.getFirst())) {
        answerOne();
      }
      Sent sent = Sent.to(ledger, batch, prepared);
      // The writer says at once that it is busy. The sender waits then, not his batches: one that
      // was left out would make gaps of all that follow.
      while (sent.pending().isAnswered() && sent.pending().await() instanceof Answer.Busy busy) {
        answerAll();
        pause(busy.retryAfterMillis());
        sent = Sent.to(ledger, batch, prepared);
      }
      waiting.add(new Batch(sent, bytes));
      waitingBytes += bytes;
    }

    private static boolean isAnswered(Batch batch) {
      return batch.sent().pending().isAnswered();
    }

    private void pause(long millis) throws IOException {
      try {
        ledger.awaitBeyond(ledger.durable(), millis);
      } catch (InterruptedException x) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", x);
      }
    }

    private void answerAll() throws IOException {
      while (!waiting.isEmpty()) {
        answerOne();
      }
      out.flush();
    }

    private void answerOne() throws IOException {
      Batch batch = waiting.remove();
      waitingBytes -= batch.bytes();
      line(batch.sent().result(lang));
    }

    private void line(Json.Builder result) throws IOException {
      out.write(
          result
              .put("batch", answered++)
              .put("as_of", ledger.durable())
              .build()
              .toCanonical()
              .toArray());
      out.write('\n');
      if (waiting.isEmpty() || !isAnswered(waiting.getFirst())) {
        out.flush();
      }
    }
  }

  /// For fuzzing: what a body of submissions is read into.
  static int count(Bytes body) throws MalformedException {
    return items(JsonReader.relaxed(body, Forms.MAX_JSON_BYTES)).size();
  }
}
