package io.countersign.load;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Terms;
import io.countersign.http.client.AgreementClient;
import io.countersign.http.client.Credential;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Submission;
import io.countersign.witness.SourceException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/// Fills ledgers of one node and takes the time. Each run opens a ledger of its own.
public final class NodeLoad {
  /// Records that are signed ahead at a time for a stream: some 60 MB.
  public static final int AHEAD = 250_000;

  private final URI base;
  private final Terms terms;
  private final World world;

  /// What it gets from outside.
  ///
  /// @param workers signs ahead
  /// @param threads makes the thread that reads a stream's answers
  public record World(
      InstantSource clock, RandomGenerator random, Workers workers, ThreadFactory threads) {}

  /// @param base the node's address, over HTTP without TLS
  /// @param terms what the agreements are about; its records are calls
  public NodeLoad(URI base, Terms terms, World world) {
    this.base = base;
    this.terms = terms;
    this.world = world;
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(base.getHost(), base.getPort());
  }

  private static String path(Subject subject, String what) {
    return "/v1/ledgers/" + subject.id().toHex() + what;
  }

  /// Opens a ledger whose attesters are registered.
  ///
  /// @throws SourceException why the node did not take it
  public Subject open(int senders) {
    try (NodeClient client =
        new NodeClient(base, new Credential.None(), world.clock(), world.random())) {
      AgreementClient agreements = new AgreementClient(client);
      Subject subject =
          Subject.of(
              terms,
              agreements.operator(),
              Math.floorDiv(world.clock().millis(), 1_000L),
              senders,
              world.random());
      if (!agreements.send(subject.proposal())) {
        throw failed("a ledger that is open", "a proposal that waits");
      }
      LedgerClient ledger = new LedgerClient(client, subject.id());
      for (Submission s : subject.keyEntries()) {
        Answer answer = ledger.submit(s);
        if (!(answer instanceof Answer.Accepted)) {
          throw failed("an attester that is registered", answer.toString());
        }
      }
      return subject;
    } catch (MalformedException e) {
      throw failed("terms that can be agreed", e.toFinding().toString());
    }
  }

  private static SourceException failed(String expected, String found) {
    return new SourceException(new Finding(Code.BENCH_NODE, "node", expected, found), null);
  }

  /// Attestations of one record each, one request each, signed ahead.
  ///
  /// @param warmUp seconds of the same rate before, which do not count; 0 for none
  public Singles singles(int senders, int perSecond, int warmUp, int seconds) {
    Subject subject = open(senders);
    Calls calls = new Calls(terms);
    int before = Math.ceilDiv(perSecond * warmUp, senders);
    int counted = Math.max(1, perSecond * seconds / senders);
    List<List<UsageRecord>> records = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      records.add(calls.take(before + counted));
    }
    byte[][][] requests = new byte[senders][before + counted][];
    world
        .workers()
        .forRange(
            0,
            senders * (before + counted),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                int sender = i % senders;
                int n = i / senders;
                requests[sender][n] = request(subject, sender, n, records.get(sender).get(n));
              }
            });
    return new Singles(requests, before, perSecond);
  }

  /// Requests that wait to be sent.
  public final class Singles {
    private final byte[][][] requests;
    private final int before;
    private final long perSecond;

    private Singles(byte[][][] requests, int before, long perSecond) {
      this.requests = requests;
      this.before = before;
      this.perSecond = perSecond;
    }

    /// Sends those that do not count.
    public void warmUp() {
      if (before > 0) {
        new OpenLoop(address(), cut(requests, 0, before), perSecond).run();
      }
    }

    /// Sends those that count.
    public OpenLoop.Outcome run() {
      return new OpenLoop(address(), cut(requests, before, requests[0].length), perSecond).run();
    }
  }

  private byte[] request(Subject subject, int sender, long sequence, UsageRecord one) {
    byte[] body = LedgerClient.body(attestation(subject, sender, sequence, List.of(one))).toArray();
    byte[] head =
        ("POST "
                + path(subject, "/entries")
                + " HTTP/1.1\r\nHost: "
                + base.getHost()
                + ":"
                + base.getPort()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] out = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, out, head.length, body.length);
    return out;
  }

  private static Submission attestation(
      Subject subject, int sender, long sequence, List<UsageRecord> records) {
    try {
      return subject.attestation(sender, sequence, records);
    } catch (MalformedException e) {
      throw failed("records of one batch", e.toFinding().toString());
    }
  }

  private static List<List<byte[]>> cut(byte[][][] requests, int from, int to) {
    List<List<byte[]>> out = new ArrayList<>();
    for (byte[][] r : requests) {
      out.add(List.of(Arrays.copyOfRange(r, from, to)));
    }
    return out;
  }

  /// A ledger that grows by batches through the bulk interface, one stream a piece.
  public final class Growth {
    private final Subject subject;
    private final Calls calls;
    private final int batch;
    private long sequence;

    private Growth(int batch) {
      this.subject = open(1);
      this.calls = new Calls(terms);
      this.batch = batch;
    }

    /// Signs batches of `records` in all, which [BulkStream#run] then sends. Not to be counted.
    ///
    /// @param records a multiple of the batch, at most [#AHEAD]
    public List<byte[]> sign(int records) {
      int count = records / batch;
      List<List<UsageRecord>> batches = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        batches.add(calls.take(batch));
      }
      byte[][] out = new byte[count][];
      world
          .workers()
          .forRange(
              0,
              count,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  out[i] =
                      BulkStream.frame(
                          attestation(subject, 0, sequence + i, batches.get(i)), batch);
                }
              });
      sequence += count;
      return List.of(out);
    }

    /// Sends them.
    ///
    /// @throws SourceException `BENCH_NODE` if one of them was not accepted
    public BulkStream.Outcome send(List<byte[]> frames) {
      BulkStream.Outcome out =
          new BulkStream(address(), path(subject, "/attestations"), world.threads()).run(frames);
      if (out.accepted() != frames.size()) {
        throw failed(frames.size() + " batches accepted", out.answers().toString());
      }
      return out;
    }
  }

  /// Opens a ledger to be filled in batches of `batch` records.
  public Growth growth(int batch) {
    return new Growth(batch);
  }
}
