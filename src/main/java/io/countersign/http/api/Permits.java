package io.countersign.http.api;

import io.countersign.core.base.Code;
import io.countersign.http.Grant;
import io.countersign.http.Problem;
import io.countersign.service.Shares;
import java.util.Optional;

/// Permits for requests that take much memory: each side of a ledger has its share, and a few are
/// for those of whom it is not known yet for which side they come.
final class Permits {
  private static final String UNKNOWN = "unknown";

  private final String what;
  private final Shares sides;
  private final Shares unknown;

  /// @param what they are for
  /// @param total permits of all sides together
  /// @param each of one side
  /// @param strangers of all that are not known yet
  Permits(String what, int total, int each, int strangers) {
    this.what = what;
    this.sides = new Shares(total, each);
    this.unknown = new Shares(strangers, strangers);
  }

  /// Takes a permit.
  ///
  /// @param grant of the caller, if his credentials say it
  /// @throws io.countersign.http.ProblemException 503
  Permit take(Optional<Grant> grant) {
    Permit out = new Permit();
    grant.ifPresentOrElse(out::prove, out::beUnknown);
    return out;
  }

  /// One permit.
  final class Permit implements AutoCloseable {
    private Runnable release = () -> {};

    private void beUnknown() {
      take(unknown, UNKNOWN);
    }

    /// From now on it is of the share of the side of `grant`.
    void prove(Grant grant) {
      Runnable before = release;
      take(sides, grant.side());
      before.run();
    }

    private void take(Shares from, String name) {
      if (!from.take(name)) {
        throw Problem.of(503, Code.HTTP_BUSY, what, "fewer at a time of one side", "more")
            .withRetryAfter(1_000)
            .asException();
      }
      release = () -> from.release(name);
    }

    @Override
    public void close() {
      release.run();
      release = () -> {};
    }
  }
}
