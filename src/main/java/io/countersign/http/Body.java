package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The body of a request, drawn piece by piece as the reader asks for it: what is not asked for
/// stays with the sender.
final class Body {
  /// Digits of the length of a body that may come without being asked for: up to 99,999 bytes.
  private static final int SMALL_DIGITS = 5;

  private final HttpServerRequest request;
  private final Context loop;
  private final long timeoutMillis;
  private final long wholeMillis;
  private final LongSupplier clock;
  private final LinkedBlockingQueue<Piece> arrived = new LinkedBlockingQueue<>();

  // Owned by the thread that reads.
  private boolean ended;
  private Optional<Bytes32> claimed = Optional.empty();

  /// Begins on the event loop, before the first piece comes.
  ///
  /// @param timeoutMillis how long to wait for the next piece
  /// @param wholeMillis how long a body may take that is read as a whole
  /// @param clock milliseconds
  Body(
      HttpServerRequest request,
      Context loop,
      long timeoutMillis,
      long wholeMillis,
      LongSupplier clock) {
    this.request = request;
    this.loop = loop;
    this.timeoutMillis = timeoutMillis;
    this.wholeMillis = wholeMillis;
    this.clock = clock;
    if (!isSmall(request)) {
      request.pause();
    }
    request.handler(b -> arrived.add(new Piece.Data(b)));
    request.endHandler(v -> arrived.add(new Piece.End()));
    request.exceptionHandler(e -> arrived.add(new Piece.Broken()));
  }

  /// Whether the whole body may come without being asked for: asking costs a hop to the event loop
  /// and back for each piece.
  private static boolean isSmall(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    return length != null
        && length.length() <= SMALL_DIGITS
        && length.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// What the body has to hash to.
  void mustBe(Bytes32 sha256) {
    claimed = Optional.of(sha256);
  }

  boolean isRead() {
    return ended;
  }

  /// The whole body.
  ///
  /// @throws MalformedException `INPUT_TOO_LARGE`, `HTTP_DIGEST`
  Bytes all(int max) throws MalformedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MessageDigest hash = sha256();
    long began = clock.getAsLong();
    while (true) {
      if (clock.getAsLong() - began > wholeMillis) {
        throw slow("more than " + wholeMillis + " ms for the whole");
      }
      Optional<Buffer> next = next();
      if (next.isEmpty()) {
        break;
      }
      if (out.size() + (long) next.get().length() > max) {
        throw tooLarge(max);
      }
      byte[] bytes = next.get().getBytes();
      hash.update(bytes);
      out.writeBytes(bytes);
    }
    check(hash);
    return Bytes.wrap(out.toByteArray());
  }

  private void check(MessageDigest hash) throws MalformedException {
    byte[] found = hash.digest();
    if (claimed.isPresent() && !Bytes32.of(found).equals(claimed.get())) {
      throw new MalformedException(
          Code.HTTP_DIGEST, "body", -1, "sha-256 " + claimed.get(), Bytes32.of(found).toString());
    }
  }

  private static MalformedException tooLarge(long max) {
    return new MalformedException(
        Code.INPUT_TOO_LARGE, "body", -1, "at most " + max + " bytes", "more");
  }

  /// Reads what is left if it is short and comes soon, so that the connection can be used again;
  /// false if it is not.
  ///
  /// @param millis how long to wait for a piece, and for all of them
  boolean drain(int max, long millis) {
    int left = max;
    long began = clock.getAsLong();
    try {
      while (!ended && left >= 0 && clock.getAsLong() - began < millis) {
        left -= next(millis).map(Buffer::length).orElse(0);
      }
    } catch (ProblemException e) {
      return false;
    }
    return ended;
  }

  /// Lets the rest come and takes no notice; gives the request up after `millis`.
  void discard(Vertx vertx, long millis) {
    loop.runOnContext(
        v -> {
          request.handler(b -> {});
          request.endHandler(e -> {});
          request.resume();
          vertx.setTimer(millis, t -> give(request));
        });
  }

  /// Gives a request up: its connection, or with HTTP/2 its stream alone.
  static void give(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      var _ = request.response().reset();
    } else {
      var _ = request.connection().close();
    }
  }

  /// The next piece; empty at the end.
  private Optional<Buffer> next() {
    return next(timeoutMillis);
  }

  private Optional<Buffer> next(long millis) {
    if (ended) {
      return Optional.empty();
    }
    Piece next = arrived.poll();
    if (next == null) {
      loop.runOnContext(v -> request.fetch(1));
      try {
        next = arrived.poll(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return switch (next) {
      case null -> throw slow("nothing");
      case Piece.Broken b -> throw slow("a broken connection");
      case Piece.Data d -> Optional.of(d.bytes());
      case Piece.End e -> {
        ended = true;
        yield Optional.empty();
      }
    };
  }

  private ProblemException slow(String found) {
    return Problem.of(
            408, Code.HTTP_SLOW, "body", "the next piece within " + timeoutMillis + " ms", found)
        .asException();
  }

  /// What the event loop hands over.
  private sealed interface Piece {
    record Data(Buffer bytes) implements Piece {}

    record End() implements Piece {}

    record Broken() implements Piece {}
  }

  /// The body as a stream of at most `max` bytes. Reading beyond fails with the IOException that
  /// carries the [ProblemException]; the digest is checked at the end.
  InputStream stream(long max) {
    return new Stream(max);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Stream extends InputStream {
    private final long max;
    private final MessageDigest hash = sha256();
    private byte[] piece = new byte[0];
    private int at;
    private long total;

    Stream(long max) {
      this.max = max;
    }

    @Override
    public int read() throws IOException {
      return fill() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, to, from, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      while (at == piece.length) {
        if (ended) {
          return false;
        }
        try {
          Optional<Buffer> next = next();
          if (next.isEmpty()) {
            check(hash);
            return false;
          }
          piece = next.get().getBytes();
          at = 0;
          total += piece.length;
          hash.update(piece);
          if (total > max) {
            throw tooLarge(max);
          }
        } catch (MalformedException e) {
          throw new IOException(e.getMessage(), Problem.of(e).asException());
        } catch (ProblemException e) {
          throw new IOException(e.getMessage(), e);
        }
      }
      return true;
    }
  }
}
