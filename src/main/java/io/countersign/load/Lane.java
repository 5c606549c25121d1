package io.countersign.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;

/// One sender: a connection, and its requests one after the other.
final class Lane {
  private static final int BUFFER_BYTES = 64 << 10;

  private final List<byte[]> requests;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();
  private ByteBuffer out = ByteBuffer.allocate(0);
  private int sent;
  private boolean busy;
  private long due;

  Lane(Selector selector, InetSocketAddress node, List<byte[]> requests) throws IOException {
    this.requests = requests;
    this.channel = SocketChannel.open(node);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    this.key = channel.register(selector, OpenLoop.READING, this);
  }

  /// One more request is due at `nanos`.
  void due(long nanos) throws IOException {
    waiting.add(nanos);
    next();
  }

  private void next() throws IOException {
    if (busy || waiting.isEmpty()) {
      return;
    }
    due = waiting.remove();
    busy = true;
    out = ByteBuffer.wrap(requests.get(sent++));
    write();
  }

  private void write() throws IOException {
    channel.write(out);
    key.interestOps(
        out.hasRemaining() ? OpenLoop.READING | SelectionKey.OP_WRITE : OpenLoop.READING);
  }

  void ready(SelectionKey ready, OpenLoop.Tally tally) {
    try {
      if (ready.isWritable()) {
        write();
      }
      if (ready.isReadable()) {
        read(tally);
      }
    } catch (IOException e) {
      tally.broken(e);
    }
  }

  private void read(OpenLoop.Tally tally) throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the node closed a connection");
    }
    int length = Answers.length(in.array(), in.position());
    if (length == -2 || (length < 0 && !in.hasRemaining())) {
      throw new IOException("an answer without a length, or longer than " + BUFFER_BYTES);
    }
    if (length >= 0) {
      tally.answered(Answers.ofHttp(in.array(), length), due, System.nanoTime());
      in.flip().position(length);
      in.compact();
      busy = false;
      next();
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
