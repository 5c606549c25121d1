package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.PayloadSource;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.TilePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parts of a bundle, sorted by what they are: readable, of a known name, objects of the right
/// hash. What is not, is reported and not used.
final class Parts implements ObjectSource, PayloadSource {
  /// Largest object: a statement or a trace.
  private static final int MAX_OBJECT_BYTES = 16 * 1024 * 1024;

  private final Bundle bundle;
  private final Report.Builder report;
  private final Map<Bytes32, Bytes> objects = new HashMap<>();
  private final Set<Bytes32> payloads = new TreeSet<>();
  private final List<TilePath.Hashes> tiles = new ArrayList<>();
  private final List<TilePath.Entries> entries = new ArrayList<>();
  private final Set<Bytes32> named = new TreeSet<>();

  Parts(Bundle bundle, Report.Builder report) {
    this.bundle = bundle;
    this.report = report;
  }

  /// Checks the container and the names.
  void form() {
    List<Finding> faults = bundle.faults();
    for (Finding fault : faults) {
      report.add(Check.failed(fault.code(), fault.where(), fault.expected(), fault.found()));
    }
    List<String> names = bundle.names();
    if (faults.isEmpty()) {
      report.add(Check.passed(Code.BUNDLE_FORM, "bundle", names.size() + " parts"));
    }
    int unknown = 0;
    for (String name : names) {
      Optional<Layout.Part> part = Layout.parse(name);
      if (part.isEmpty()) {
        unknown++;
        report.add(
            Check.failed(
                Code.BUNDLE_NAME,
                "bundle",
                "only parts of the layout",
                MalformedException.show(name)));
        continue;
      }
      switch (part.get()) {
        case Layout.Checkpoint p -> {}
        case Layout.Pepper p -> {}
        case Layout.Tile(TilePath.Hashes path) -> tiles.add(path);
        case Layout.Tile(TilePath.Entries path) -> entries.add(path);
        case Layout.ObjectPart p -> named.add(p.hash());
        case Layout.PayloadPart p -> payloads.add(p.root());
      }
    }
    if (unknown == 0) {
      report.add(Check.passed(Code.BUNDLE_NAME, "bundle", "only parts of the layout"));
    }
    entries.sort(
        Comparator.comparingLong(TilePath.Entries::index)
            .thenComparingInt(TilePath.Entries::width));
  }

  /// Reads all objects and keeps those whose bytes have the hash that names them.
  void objects(Workers workers) {
    List<Bytes32> hashes = List.copyOf(named);
    @Nullable Bytes[] read = new Bytes[hashes.size()];
    @Nullable Check[] faults = new Check[hashes.size()];
    workers.forRange(
        0,
        hashes.size(),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            String name = Layout.object(hashes.get(i));
            try {
              if (bundle.size(name) > MAX_OBJECT_BYTES) {
                faults[i] =
                    Check.failed(
                        Code.BUNDLE_PART,
                        name,
                        "at most " + MAX_OBJECT_BYTES + " bytes",
                        bundle.size(name) + " bytes");
                continue;
              }
              Bytes bytes = bundle.read(name);
              Bytes32 hash = Sha256.hash(bytes);
              if (hash.equals(hashes.get(i))) {
                read[i] = bytes;
              } else {
                faults[i] =
                    Check.failed(
                        Code.OBJECT_HASH,
                        name,
                        "bytes of this SHA-256",
                        bytes.size() + " bytes of SHA-256 " + hash);
              }
            } catch (MalformedException e) {
              faults[i] = Check.failed(Code.BUNDLE_PART, name, e.expected(), e.found());
            }
          }
        });
    int failed = 0;
    for (int i = 0; i < read.length; i++) {
      Bytes bytes = read[i];
      Check fault = faults[i];
      if (bytes != null) {
        objects.put(hashes.get(i), bytes);
      } else if (fault != null) {
        failed++;
        report.add(fault);
      }
    }
    if (failed == 0) {
      report.add(Check.passed(Code.OBJECT_HASH, "object/", read.length + " objects"));
    }
  }

  /// The part of this name; absent or damaged, it is reported and empty.
  Optional<Bytes> required(String name) {
    if (!bundle.has(name)) {
      report.add(Check.failed(Code.BUNDLE_MISSING, name, "this part", "nothing"));
      return Optional.empty();
    }
    return readable(name);
  }

  private Optional<Bytes> readable(String name) {
    try {
      return Optional.of(bundle.read(name));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.BUNDLE_PART, name, e.expected(), e.found()));
      return Optional.empty();
    }
  }

  boolean has(String name) {
    return bundle.has(name);
  }

  /// By index and width.
  List<TilePath.Entries> entries() {
    return entries;
  }

  List<TilePath.Hashes> tiles() {
    return tiles;
  }

  @Override
  public Optional<Bytes> object(Bytes32 sha256) {
    return Optional.ofNullable(objects.get(sha256));
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return payloads.contains(root) ? readable(Layout.payload(root)) : Optional.empty();
  }

  /// Reports objects and payloads that are not among those that the ledger refers to.
  void unreferred(References references) {
    int before = report.failures(Code.BUNDLE_UNREFERRED);
    for (Bytes32 hash : new TreeSet<>(objects.keySet())) {
      if (!references.objects().contains(hash)) {
        unreferred(Layout.object(hash));
      }
    }
    for (Bytes32 root : payloads) {
      if (!references.payloads().contains(root)) {
        unreferred(Layout.payload(root));
      }
    }
    if (report.failures(Code.BUNDLE_UNREFERRED) == before) {
      report.add(
          Check.passed(
              Code.BUNDLE_UNREFERRED,
              "bundle",
              objects.size() + " objects and " + payloads.size() + " payloads, all referred to"));
    }
  }

  private void unreferred(String name) {
    report.add(
        Check.failed(Code.BUNDLE_UNREFERRED, name, "a part that an entry refers to", "none does"));
  }
}
