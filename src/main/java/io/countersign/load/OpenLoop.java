package io.countersign.load;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.witness.SourceException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Sends requests at a constant rate, whatever the node does, over one kept connection a sender.
///
/// Request number n is due n intervals after the beginning and belongs to sender n modulo the
/// number of senders; a sender whose last request is not answered yet sends late. Latency counts
/// from when the request was due, not from when it was sent: a node that stalls is charged for
/// everybody who would have come meanwhile. One thread, so that the generator takes little from the
/// node beside it.
public final class OpenLoop {
  /// How long to wait for the last answers, in nanoseconds.
  private static final long GRACE_NANOS = 30_000_000_000L;

  /// Longest latency that is told from longer ones, in microseconds.
  private static final long MAX_MICROS = 120_000_000;

  private static final int DIGITS = 3;

  private final InetSocketAddress node;
  private final List<List<byte[]>> requests;
  private final long perSecond;

  /// @param requests those of each sender, in their order; as many of each
  /// @param perSecond of all senders together
  public OpenLoop(InetSocketAddress node, List<List<byte[]>> requests, long perSecond) {
    this.node = node;
    this.requests = requests;
    this.perSecond = perSecond;
  }

  /// What came of it.
  ///
  /// @param micros latencies of the answers that say `accepted`, in microseconds
  /// @param answers number of answers of each kind
  /// @param nanos from the moment when the first request was due to the last answer
  public record Outcome(Histogram micros, Map<String, Long> answers, long nanos) {
    public Outcome {
      answers = Map.copyOf(answers);
    }

    public long accepted() {
      return answers.getOrDefault(Answers.ACCEPTED, 0L);
    }

    /// Answers that are not `accepted`, and requests without any.
    public long others() {
      return answers.values().stream().mapToLong(Long::longValue).sum() - accepted();
    }
  }

  /// Sends all.
  ///
  /// @throws SourceException `BENCH_NODE` if the node breaks a connection or sends no HTTP
  public Outcome run() {
    try (Selector selector = Selector.open()) {
      List<Lane> lanes = new ArrayList<>();
      try {
        for (List<byte[]> r : requests) {
          lanes.add(new Lane(selector, node, r));
        }
        return run(selector, lanes);
      } finally {
        for (Lane lane : lanes) {
          lane.close();
        }
      }
    } catch (IOException e) {
      throw new SourceException(
          new Finding(Code.BENCH_NODE, "node", "answers over kept connections", e.toString()), e);
    }
  }

  private Outcome run(Selector selector, List<Lane> lanes) throws IOException {
    long total = (long) lanes.size() * requests.getFirst().size();
    long due = 0;
    Tally tally = new Tally();
    long began = System.nanoTime();
    long last = began;
    while (tally.count < total) {
      long now = System.nanoTime();
      while (due < total && at(began, due) <= now) {
        lanes.get((int) (due % lanes.size())).due(at(began, due));
        due++;
      }
      if (due == total && now - at(began, total) > GRACE_NANOS) {
        break;
      }
      // Rounded down to whole milliseconds: a request that is due within one is sent with the next.
      long wait = due < total ? Math.max(1, (at(began, due) - now) / 1_000_000) : 10;
      selector.select(
          key -> {
            if (key.attachment() instanceof Lane lane) {
              lane.ready(key, tally);
            }
          },
          wait);
      tally.fail();
      last = tally.last;
    }
    if (tally.count < total) {
      tally.answers.put("none", total - tally.count);
    }
    return new Outcome(tally.micros, tally.answers, last - began);
  }

  private long at(long began, long number) {
    return began + number * 1_000_000_000L / perSecond;
  }

  /// What was answered so far.
  static final class Tally {
    final Histogram micros = new Histogram(MAX_MICROS, DIGITS);
    final Map<String, Long> answers = new TreeMap<>();
    long count;
    long last;
    private final List<IOException> faults = new ArrayList<>(1);

    void answered(String result, long due, long now) {
      answers.merge(result, 1L, Long::sum);
      count++;
      last = now;
      if (result.equals(Answers.ACCEPTED)) {
        micros.recordValue(Math.min(MAX_MICROS, Math.max(0, (now - due) / 1_000)));
      }
    }

    void broken(IOException e) {
      faults.add(e);
    }

    private void fail() throws IOException {
      if (!faults.isEmpty()) {
        throw faults.getFirst();
      }
    }
  }

  /// Used by [Lane]: what a key is interested in while it only reads.
  static final int READING = SelectionKey.OP_READ;
}
