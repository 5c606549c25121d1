package io.countersign.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.witness.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The generator against a server of the test that answers as it is told.
@Timeout(60)
final class OpenLoopTest {
  private static final String ACCEPTED =
      answer("200 OK", "{\"results\":[{\"result\":\"accepted\"}]}");

  private static String answer(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\ncontent-type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /// Answers each request of one connection, which end with `!`, with the next of `answers`, the
  /// first only once `holdNanos` have passed.
  private static Thread serve(ServerSocket server, long holdNanos, List<String> answers) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                for (int i = 0; i < answers.size(); i++) {
                  int b = in.read();
                  while (b != '!' && b >= 0) {
                    b = in.read();
                  }
                  long until = System.nanoTime() + (i == 0 ? holdNanos : 0);
                  while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                  }
                  socket.getOutputStream().write(answers.get(i).getBytes(StandardCharsets.UTF_8));
                }
              } catch (IOException e) {
                // The generator sees a broken connection and says so.
              }
            });
  }

  private static OpenLoop.Outcome run(long holdNanos, int requests, List<String> answers)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving = serve(server, holdNanos, answers);
      try {
        return new OpenLoop(
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                List.of(Collections.nCopies(requests, "POST!".getBytes(StandardCharsets.UTF_8))),
                1_000)
            .run();
      } finally {
        serving.join();
      }
    }
  }

  @Test
  void node_thatStalls_isChargedForAllThatWereDueMeanwhile() throws Exception {
    long hold = 200_000_000;
    OpenLoop.Outcome out = run(hold, 10, Collections.nCopies(10, ACCEPTED));
    assertEquals(10, out.accepted());
    assertEquals(0, out.others());
    // The last was due 9 ms after the first; the histogram keeps three digits.
    assertTrue(
        out.micros().getMinValue() >= (hold / 1_000 - 10_000) * 999 / 1_000,
        () -> "latencies from " + out.micros().getMinValue() + " us on");
  }

  @Test
  void answers_ofOtherKinds_areCountedApart() throws Exception {
    OpenLoop.Outcome out =
        run(
            0,
            4,
            List.of(
                ACCEPTED,
                answer("200 OK", "{\"results\":[{\"result\":\"gap\"}]}"),
                answer("429 Too Many Requests", "{}"),
                answer("200 OK", "{}")));
    assertEquals(
        Map.of("accepted", 1L, "gap", 1L, "HTTP 429", 1L, "unreadable", 1L), out.answers());
    assertEquals(1, out.micros().getTotalCount());
    assertEquals(3, out.others());
  }

  @Test
  void connection_thatBreaks_isAFailureOfTheNode() {
    List<String> one = new ArrayList<>(List.of(ACCEPTED));
    SourceException e = assertThrows(SourceException.class, () -> run(0, 2, one));
    assertEquals(Code.BENCH_NODE, e.finding().code());
  }

  @Test
  void answer_withoutLength_isAFailureOfTheNode() {
    SourceException e =
        assertThrows(SourceException.class, () -> run(0, 1, List.of("HTTP/1.1 200 OK\r\n\r\n{}")));
    assertEquals(Code.BENCH_NODE, e.finding().code());
  }
}
