package io.countersign.load;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.sequencer.Submission;
import io.countersign.witness.SourceException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;

/// Sends batches through one stream of the bulk interface, as fast as the node takes them, and
/// reads its answers meanwhile.
public final class BulkStream {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int MAX_LINE_BYTES = 1 << 20;

  private final InetSocketAddress node;
  private final String path;
  private final ThreadFactory threads;

  /// @param path of the ledger's attestations
  /// @param threads makes the thread that reads
  public BulkStream(InetSocketAddress node, String path, ThreadFactory threads) {
    this.node = node;
    this.path = path;
    this.threads = threads;
  }

  /// What came of it.
  ///
  /// @param nanos from the first byte sent to the last answer
  public record Outcome(Map<String, Long> answers, long nanos) {
    public Outcome {
      answers = Map.copyOf(answers);
    }

    public long accepted() {
      return answers.getOrDefault(Answers.ACCEPTED, 0L);
    }
  }

  /// A batch as the stream wants it.
  public static byte[] frame(Submission batch, int records) {
    Bytes payload = batch.payload().orElseThrow();
    byte[] head =
        Json.object()
            .put("envelope", batch.envelope().toUtf8())
            .put("lines", records + 1)
            .build()
            .toCanonical()
            .toArray();
    byte[] out = new byte[head.length + 1 + payload.size()];
    System.arraycopy(head, 0, out, 0, head.length);
    out[head.length] = '\n';
    System.arraycopy(payload.unsafeArray(), 0, out, head.length + 1, payload.size());
    return out;
  }

  /// Sends all of `frames` and waits for the answers.
  ///
  /// @throws SourceException `BENCH_NODE` if the stream breaks
  public Outcome run(List<byte[]> frames) {
    try (Socket socket = new Socket(node.getAddress(), node.getPort())) {
      socket.setTcpNoDelay(true);
      long began = System.nanoTime();
      CompletableFuture<Map<String, Long>> answers = new CompletableFuture<>();
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      threads.newThread(() -> read(in, answers)).start();
      send(socket, frames);
      Map<String, Long> all = answers.join();
      return new Outcome(all, System.nanoTime() - began);
    } catch (IOException | CompletionException e) {
      throw new SourceException(
          new Finding(Code.BENCH_NODE, "stream", "a stream that is read to its end", e.toString()),
          e);
    }
  }

  private void send(Socket socket, List<byte[]> frames) throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    ascii(
        out,
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + node.getHostString()
            + ":"
            + node.getPort()
            + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            + "Connection: close\r\n\r\n");
    for (byte[] frame : frames) {
      ascii(out, Integer.toHexString(frame.length) + "\r\n");
      out.write(frame);
      ascii(out, "\r\n");
    }
    ascii(out, "0\r\n\r\n");
    out.flush();
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void read(InputStream in, CompletableFuture<Map<String, Long>> answers) {
    try {
      Map<String, Long> out = new TreeMap<>();
      String status = line(in);
      String field = line(in);
      while (!field.isEmpty()) { // its fields say nothing that is needed here
        field = line(in);
      }
      if (!status.startsWith("HTTP/1.1 200")) {
        out.put(status, 1L);
      } else {
        chunks(in, out);
      }
      answers.complete(out);
    } catch (IOException e) {
      answers.completeExceptionally(e);
    }
  }

  private static void chunks(InputStream in, Map<String, Long> out) throws IOException {
    byte[] rest = new byte[MAX_LINE_BYTES];
    int size = 0;
    while (true) {
      int length = Integer.parseInt(line(in), 16);
      if (length == 0) {
        return;
      }
      if (in.readNBytes(rest, size, Math.min(length, rest.length - size)) < length) {
        throw new EOFException("in the answer, or a line of more than " + rest.length);
      }
      size += length;
      int from = 0;
      for (int i = 0; i < size; i++) {
        if (rest[i] == '\n') {
          out.merge(Answers.result(rest, from, i), 1L, Long::sum);
          from = i + 1;
        }
      }
      System.arraycopy(rest, from, rest, 0, size - from);
      size -= from;
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder out = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || out.length() > MAX_LINE_BYTES) {
        throw new EOFException("in the head of the answer");
      }
      if (b != '\r') {
        out.append((char) b);
      }
    }
    return out.toString();
  }
}
