package io.countersign.cli;

import io.countersign.core.ledger.Workers;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/// What the world gives to a command. Made in [io.countersign.Main]; in tests by the test.
///
/// @param in what is piped in
/// @param out results, UTF-8
/// @param err questions, progress, failures, UTF-8
/// @param env environment variables
/// @param clock the time of day
/// @param virtualClock makes a clock that stands at the given milliseconds and moves only when told
/// @param random a cryptographically strong source
/// @param threads makes the one writer thread of a ledger
/// @param workers runs loops over records
/// @param prompt asks for a password on the terminal; absent where there is none
/// @param progress whether to show progress on `err`
/// @param requests makes the virtual thread of one request to the node
/// @param atEnd takes what is to be done when somebody ends the process from outside
public record Host(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> env,
    InstantSource clock,
    LongFunction<VirtualClock> virtualClock,
    RandomGenerator random,
    ThreadFactory threads,
    Workers workers,
    Optional<Function<String, char[]>> prompt,
    boolean progress,
    ThreadFactory requests,
    Consumer<Runnable> atEnd) {
  /// `count` fresh random bytes.
  byte[] entropy(int count) {
    byte[] out = new byte[count];
    random.nextBytes(out);
    return out;
  }
}
