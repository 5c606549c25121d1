package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Policy;
import io.countersign.testing.SampleLedger;
import io.countersign.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Golden vectors of bundles and proof files: one honest bundle with all its parts, and one file
/// for each mutation with the parts in which it differs and the check that must fail.
final class VerifyVectorsTest {
  private static final String BASE = "happy-path-small";
  private static final Path BASE_FILE =
      Path.of("src", "test", "resources", "vectors", "bundle", BASE + ".json");

  @Test
  void bundles_vectors_sameReports() {
    SortedMap<String, Bytes> honest = Forgeries.parts(Forgeries.HONEST);
    Vectors v = Vectors.of("bundle");
    v.add(
        BASE,
        "An agreement of two months; every part of its bundle, in the order of their names.",
        "verify.md §1, §3",
        inputs(new TreeMap<>(), honest, Forgeries.BARE, ""),
        "");
    v.add(
        "happy-path-cosigned",
        "The same with both cosignatures, and a policy that demands them.",
        "verify.md §2, §3",
        inputs(
            honest,
            Forgeries.parts(Forgeries.HONEST, Forgeries.HONEST.note(16, SampleLedger.END)),
            Forgeries.HONEST.policy(9, 16),
            ""),
        "");
    for (Forgeries.Forgery f : Forgeries.all()) {
      v.add(
          f.name(),
          "By a holder of the log key and the provider's keys: " + f.name().replace('-', ' ') + ".",
          "verify.md §3",
          inputs(honest, f.parts(), f.policy(), f.code().slug()),
          f.code().slug());
    }
    v.check(VerifyVectorsTest::bundle);
  }

  private static Json.Obj inputs(
      SortedMap<String, Bytes> base, SortedMap<String, Bytes> parts, Policy policy, String code) {
    List<Json> set = new ArrayList<>();
    for (Map.Entry<String, Bytes> p : parts.entrySet()) {
      if (!Objects.equals(p.getValue(), base.get(p.getKey()))) {
        set.add(
            Json.object()
                .put("name", p.getKey())
                .put("base64", Base64s.format(p.getValue()))
                .build());
      }
    }
    List<Json> drop = new ArrayList<>();
    for (String name : base.keySet()) {
      if (!parts.containsKey(name)) {
        drop.add(Json.of(name));
      }
    }
    return Json.object()
        .put("base", base.isEmpty() ? "" : BASE)
        .put("check", code)
        .put("drop", drop)
        .put("policy", Vectors.lines(policy.format()))
        .put("set", set)
        .build();
  }

  private static Json.Obj bundle(Fields in) throws MalformedException {
    SortedMap<String, Bytes> parts = new TreeMap<>();
    if (!in.string("base").isEmpty()) {
      // It is written like the others, and when they are written it may not be there yet.
      if (Files.exists(BASE_FILE)) {
        Json.Obj base = (Json.Obj) Vectors.member(Vectors.read(BASE_FILE), "inputs");
        put(parts, Fields.of(base, "base"));
      } else {
        parts.putAll(Forgeries.parts(Forgeries.HONEST));
      }
    }
    put(parts, in);
    for (Json name : in.array("drop", 0, 100)) {
      parts.remove(Fields.string(name, "drop"));
    }
    Bytes file = BundleWriter.toBytes(parts);
    Report r = Verifier.verify(ZipBundle.of(file), policy(in));
    return answer(r, in.string("check")).with("sha256", Json.of(Sha256.hash(file).toHex()));
  }

  private static void put(SortedMap<String, Bytes> parts, Fields in) throws MalformedException {
    for (Fields part : in.objects("set", 0, 200)) {
      parts.put(part.string("name"), Base64s.parse(part.string("base64")));
    }
  }

  private static Policy policy(Fields in) throws MalformedException {
    return Policy.parse(Bytes.utf8(Vectors.text(in, "policy")));
  }

  /// Exit code, the checks that failed, and whether the one that is meant is among them.
  private static Json.Obj answer(Report r, String check) {
    TreeSet<String> failed = new TreeSet<>();
    r.failed().forEach(c -> failed.add(c.code().slug()));
    Json.Obj out =
        Json.object()
            .put("exit", r.exitCode())
            .put("failed", failed.stream().map(Json::of).toList())
            .build();
    return failed.contains(check) ? out.with("error", Json.of(check)) : out;
  }

  @Test
  void proofFiles_vectors_sameReports() {
    Vectors v = Vectors.of("proof-file");
    Policy policy = Forgeries.HONEST.policy(Forgeries.HONEST.size());
    v.add(
        "happy-path-statement",
        "Entry 8, the statement of January, under the cosigned checkpoint.",
        "verify.md §5",
        proof(ProofFileTest.entry(8), policy, ""),
        "");
    v.add(
        "happy-path-mark",
        "Entry 7, a mark: its envelope is a note.",
        "verify.md §5",
        proof(ProofFileTest.entry(7), policy, ""),
        "");
    v.add(
        "happy-path-record",
        "Record 2 of entry 3 without its neighbours; its attester's registration only a bundle shows.",
        "verify.md §5",
        proof(ProofFileTest.record(2), policy, ""),
        "");
    for (Map.Entry<Code, List<ProofFile>> m : ProofFileTest.mutations().entrySet()) {
      for (int i = 0; i < m.getValue().size(); i++) {
        String name =
            m.getKey() == Code.PROOF_INCLUSION && i == 0 ? "index-4-of-5-claimed-as-1" : "";
        v.add(
            name.isEmpty() ? m.getKey().slug() + "-" + i : name,
            "A proof file in which one thing is not as it must be.",
            "verify.md §5",
            proof(m.getValue().get(i), policy, m.getKey().slug()),
            m.getKey().slug());
      }
    }
    v.check(
        in ->
            answer(
                Verifier.verifyProof(Bytes.utf8(in.string("file")), policy(in)),
                in.string("check")));
  }

  private static Json.Obj proof(ProofFile file, Policy policy, String code) {
    return Json.object()
        .put("check", code)
        .put("file", Objects.requireNonNull(file.toBytes().toUtf8()))
        .put("policy", Vectors.lines(policy.format()))
        .build();
  }
}
