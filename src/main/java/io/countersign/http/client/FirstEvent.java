package io.countersign.http.client;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Reads a stream of server-sent events up to the first line `data:` and keeps nothing of it.
///
/// Completes with true at that line, with false at the stream's end or after [#MAX_BYTES] without
/// one: comments that keep a connection alive are no events.
final class FirstEvent implements HttpResponse.BodySubscriber<Boolean> {
  static final long MAX_BYTES = 1 << 20;

  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  private final CompletableFuture<Boolean> found = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private long bytes;

  /// How much of [#DATA] the line has so far; -1 once it is another line.
  private int matched;

  @Override
  public CompletionStage<Boolean> getBody() {
    return found;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    for (ByteBuffer item : items) {
      while (item.hasRemaining() && !found.isDone()) {
        byte b = item.get();
        bytes++;
        if (b == '\n') {
          matched = 0;
        } else if (matched >= 0) {
          matched = b == DATA[matched] ? matched + 1 : -1;
        }
        if (matched == DATA.length) {
          end(true);
        } else if (bytes > MAX_BYTES) {
          end(false);
        }
      }
    }
  }

  private void end(boolean event) {
    found.complete(event);
    Flow.Subscription s = subscription;
    if (s != null) {
      s.cancel();
    }
  }

  @Override
  public void onError(Throwable fault) {
    found.complete(false);
  }

  @Override
  public void onComplete() {
    found.complete(false);
  }
}
