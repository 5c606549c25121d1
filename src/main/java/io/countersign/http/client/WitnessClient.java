package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.service.Witness;
import io.countersign.service.WitnessPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Witnesses over HTTP. No redirect is followed; an answer has a cap and a deadline.
public final class WitnessClient implements WitnessPort, AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public Reply add(Witness witness, Bytes request) {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(witness.url() + "/add-checkpoint"))
            .timeout(WITHIN)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toArray()))
            .build();
    try {
      HttpResponse<byte[]> answer =
          client
              .sendAsync(
                  post,
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER))
              .get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply.Answered(answer.statusCode(), Bytes.wrap(answer.body()));
    } catch (TimeoutException e) {
      return new Reply.Silent("none within " + WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Silent("interrupted");
    } catch (ExecutionException e) {
      return new Reply.Silent(
          e.getCause() instanceof IOException io ? io.toString() : String.valueOf(e.getCause()));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
