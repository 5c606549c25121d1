package io.countersign.core.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Keccak256;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Signature65;
import io.countersign.testing.Seed;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;

class Eip712Test {
  /// The example of the EIP ("Test Cases", Example.sol and Example.js): Cow writes to Bob. Its
  /// domain has a chain id and a contract, so it is put together here from members.
  @Test
  void mail_ofTheEipsExample_hasTheirHashes() throws Exception {
    Bytes32 domain =
        Eip712.struct(
                Eip712.typeHash(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))
            .string("Ether Mail")
            .string("1")
            .uint(1)
            .address(Address.parse("0xcccccccccccccccccccccccccccccccccccccccc"))
            .hash();
    Bytes32 mail =
        Eip712.struct(
                Eip712.typeHash(
                    "Mail(Person from,Person to,string contents)Person(string name,address wallet)"))
            .bytes32(person("Cow", "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"))
            .bytes32(person("Bob", "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"))
            .string("Hello, Bob!")
            .hash();
    assertEquals(
        "f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", domain.toHex());
    assertEquals("c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", mail.toHex());
    Bytes32 digest = Eip712.digest(domain, mail);
    assertEquals(
        "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", digest.toHex());
    Secp256k1Key cow = Secp256k1Key.of(Keccak256.hash(Bytes.utf8("cow")));
    Signature65 signature = Secp256k1.best().sign(digest, cow);
    assertEquals(
        "4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
            + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562"
            + "1c",
        signature.toHex());
    assertEquals(
        Optional.of(Address.parse("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826")),
        Secp256k1.best().recover(digest, signature));
  }

  private static Bytes32 person(String name, String wallet) throws MalformedException {
    return Eip712.struct(Eip712.typeHash("Person(string name,address wallet)"))
        .string(name)
        .address(Address.parse(wallet))
        .hash();
  }

  @Test
  void digest_ofRandomStructs_isWeb3jsGeneralEncoders() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 300; round++) {
      Bytes32 salt = bytes32(random);
      List<String> members = new ArrayList<>();
      List<String> types = new ArrayList<>();
      List<String> values = new ArrayList<>();
      List<Member> all = new ArrayList<>();
      int n = random.nextInt(1, 15);
      for (int i = 0; i < n; i++) {
        Member m = member(random, seed + round + i);
        all.add(m);
        String name = "m" + i;
        members.add(m.type + " " + name);
        types.add("{\"name\":\"" + name + "\",\"type\":\"" + m.type + "\"}");
        values.add("\"" + name + "\":\"" + m.json + "\"");
      }
      Eip712.Struct own =
          Eip712.struct(Eip712.typeHash("Entry(" + String.join(",", members) + ")"));
      for (Member m : all) {
        m.add.accept(own);
      }
      String json =
          """
          {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
          {"name":"salt","type":"bytes32"}],"Entry":[%s]},"primaryType":"Entry",
          "domain":{"name":"Countersign","version":"1","salt":"0x%s"},"message":{%s}}
          """
              .formatted(String.join(",", types), salt, String.join(",", values));
      StructuredDataEncoder theirs = new StructuredDataEncoder(json);
      assertEquals(
          Bytes32.of(theirs.hashDomain()), Eip712.domain("Countersign", "1", salt), "seed " + seed);
      assertEquals(
          Bytes32.of(theirs.hashStructuredData()),
          Eip712.digest(Eip712.domain("Countersign", "1", salt), own.hash()),
          "seed " + seed + " " + json);
    }
  }

  private record Member(String type, String json, Consumer<Eip712.Struct> add) {}

  private static Member member(RandomGenerator random, long seed) throws MalformedException {
    return switch (random.nextInt(5)) {
      case 0 -> {
        long v = random.nextLong() >>> (1 + random.nextInt(63));
        yield new Member("uint64", Long.toString(v), s -> s.uint(v));
      }
      case 1 -> {
        int v = random.nextInt(Integer.MAX_VALUE);
        yield new Member("uint32", Integer.toString(v), s -> s.uint(v));
      }
      case 2 -> {
        BigInteger v = new BigInteger(random.nextInt(255), new Random(seed));
        BigInteger signed = random.nextBoolean() ? v : v.negate();
        yield new Member("int256", signed.toString(), s -> s.int256(signed));
      }
      case 3 -> {
        Bytes32 v = bytes32(random);
        yield new Member("bytes32", "0x" + v, s -> s.bytes32(v));
      }
      default -> {
        Address v = Address.parse("0x" + bytes32(random).toHex().substring(24));
        yield new Member("address", v.toString(), s -> s.address(v));
      }
    };
  }

  private static Bytes32 bytes32(RandomGenerator random) {
    byte[] b = new byte[32];
    random.nextBytes(b);
    return Bytes32.of(b);
  }

  @Test
  void int256_atItsLimits_isTwosComplement() {
    BigInteger min = BigInteger.TWO.pow(255).negate();
    BigInteger max = BigInteger.TWO.pow(255).subtract(BigInteger.ONE);
    assertEquals(word("80" + "00".repeat(31)), int256(min));
    assertEquals(word("7f" + "ff".repeat(31)), int256(max));
    assertEquals(word("ff".repeat(32)), int256(BigInteger.ONE.negate()));
    assertEquals(word("ff".repeat(31) + "80"), int256(BigInteger.valueOf(-128)));
    assertEquals(word("00".repeat(30) + "0080"), int256(BigInteger.valueOf(128)));
    assertThrows(IllegalArgumentException.class, () -> int256(min.subtract(BigInteger.ONE)));
    assertThrows(IllegalArgumentException.class, () -> int256(max.add(BigInteger.ONE)));
    assertThrows(IllegalArgumentException.class, () -> Eip712.struct(Bytes32.ZERO).uint(-1));
  }

  private static Bytes32 int256(BigInteger v) {
    return Eip712.struct(Bytes32.ZERO).int256(v).hash();
  }

  private static Bytes32 word(String hex) {
    try {
      return Keccak256.hash(Bytes.parseHex("00".repeat(32) + hex));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void digest_ofEveryVector_isAsWritten() {
    String salt = "07".repeat(32);
    String type =
        "Acceptance(uint32 period,bytes32 statementHash,bytes32 exceptLines,uint64 seenSize,bytes32 seenRoot,uint64 signedAt)";
    Json.Obj base =
        Json.object()
            .put("name", "Countersign")
            .put("version", "1")
            .put("salt", salt)
            .put("type", type)
            .put(
                "members",
                List.of(
                    member("uint", "202601"),
                    member("bytes32", "11".repeat(32)),
                    member("bytes32", "00".repeat(32)),
                    member("uint", "17"),
                    member("bytes32", "22".repeat(32)),
                    member("uint", "1767225600")))
            .build();
    Vectors.of("eip712")
        .add("happy-path-acceptance", "An acceptance of a statement", "own", base, "")
        .add(
            "happy-path-other-ledger",
            "The same under another ledger id: another digest",
            "own",
            base.with("salt", Json.of("08".repeat(32))),
            "")
        .add(
            "happy-path-other-version",
            "The same under domain version 2: another digest",
            "own",
            base.with("version", Json.of("2")),
            "")
        .add(
            "happy-path-signed-members",
            "int256 at -1, at its least and at its greatest; an address",
            "own",
            base.with("type", Json.of("Edge(int256 a,int256 b,int256 c,address d)"))
                .with(
                    "members",
                    Json.array(
                        member("int256", "-1"),
                        member("int256", BigInteger.TWO.pow(255).negate().toString()),
                        member(
                            "int256", BigInteger.TWO.pow(255).subtract(BigInteger.ONE).toString()),
                        member("address", "0x" + "33".repeat(20)))),
            "")
        .add(
            "happy-path-dispute",
            "The client disputes a statement",
            "own",
            struct(
                base,
                "Dispute(uint32 period,bytes32 statementHash,bytes32 claim,int256 contestedMicros",
                member("uint", "202601"),
                member("bytes32", "11".repeat(32)),
                member("bytes32", "44".repeat(32)),
                member("int256", "500000000")),
            "")
        .add(
            "happy-path-answer",
            "The provider answers in part",
            "own",
            struct(
                base,
                "Answer(bytes32 dispute,uint8 answer,bytes32 offer",
                member("bytes32", "55".repeat(32)),
                member("uint", "3"),
                member("bytes32", "66".repeat(32))),
            "")
        .add(
            "happy-path-withdrawal",
            "The client takes its dispute back",
            "own",
            struct(base, "Withdrawal(bytes32 dispute", member("bytes32", "55".repeat(32))),
            "")
        .add(
            "happy-path-escalation",
            "A party calls the arbiter: the same member, another struct",
            "own",
            struct(base, "Escalation(bytes32 dispute", member("bytes32", "55".repeat(32))),
            "")
        .add(
            "happy-path-resolution",
            "A resolution by amounts",
            "own",
            struct(
                base,
                "Resolution(bytes32 dispute,uint8 method,bytes32 award",
                member("bytes32", "55".repeat(32)),
                member("uint", "2"),
                member("bytes32", "77".repeat(32))),
            "")
        .add(
            "salt-too-short",
            "A salt of 31 bytes",
            "own",
            base.with("salt", Json.of("07".repeat(31))),
            "hex-form")
        .add(
            "address-in-upper-case",
            "An address with a checksum's capitals",
            "own",
            base.with(
                "members",
                Json.array(member("address", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"))),
            "address-form")
        .check(
            in -> {
              Bytes32 domain =
                  Eip712.domain(in.string("name"), in.string("version"), in.bytes32("salt"));
              Bytes32 typeHash = Eip712.typeHash(in.string("type"));
              Eip712.Struct s = Eip712.struct(typeHash);
              for (Fields m : in.objects("members", 0, 20)) {
                String v = m.string("value");
                switch (m.string("type")) {
                  case "uint" -> s.uint(Long.parseLong(v));
                  case "int256" -> s.int256(new BigInteger(v));
                  case "bytes32" -> s.bytes32(Bytes32.parse(v));
                  default -> s.address(Address.parse(v));
                }
              }
              Bytes32 hash = s.hash();
              return Json.object()
                  .put("domainSeparator", domain.toHex())
                  .put("typeHash", typeHash.toHex())
                  .put("structHash", hash.toHex())
                  .put("digest", Eip712.digest(domain, hash).toHex())
                  .build();
            });
  }

  /// A struct that ends with what its signer had seen.
  private static Json.Obj struct(Json.Obj base, String type, Json.Obj... members) {
    List<Json> all = new ArrayList<>(List.of(members));
    all.add(member("uint", "17"));
    all.add(member("bytes32", "22".repeat(32)));
    all.add(member("uint", "1767225600"));
    return base.with("type", Json.of(type + ",uint64 seenSize,bytes32 seenRoot,uint64 signedAt)"))
        .with("members", Json.array(all));
  }

  private static Json.Obj member(String type, String value) {
    return Json.object().put("type", type).put("value", value).build();
  }
}
