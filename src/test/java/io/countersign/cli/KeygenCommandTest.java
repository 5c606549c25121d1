package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeygenCommandTest {
  @TempDir private Path home;

  @Test
  void key_new_isLockedAndPrivate() throws IOException {
    Result r = Typed.at(home, "secret").type("keygen alice --light");
    assertEquals(0, r.exit(), r::all);
    Path file = home.resolve("keys/alice.json");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    KeyFile key = Home.of(Optional.of(home), Map.of()).key("alice");
    assertTrue(r.out().contains(key.address().toString()), r::all);
  }

  @Test
  void key_thatExists_isNotOverwritten() throws IOException {
    Typed alice = Typed.at(home, "secret");
    alice.type("keygen alice --light");
    byte[] before = Files.readAllBytes(home.resolve("keys/alice.json"));
    Result r = alice.type("keygen alice --light");
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1104"), r::all);
    assertEquals(
        new String(before, StandardCharsets.UTF_8),
        Files.readString(home.resolve("keys/alice.json")));
  }

  @Test
  void password_fromNowhere_isUsageError() {
    Result r = Typed.at(home, "").type("keygen alice --light");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1109"), r::all);
    assertFalse(Files.exists(home.resolve("keys/alice.json")));
  }

  @Test
  void password_typedTwiceDifferently_isRefused() {
    Result r = Typed.at(home, "").answering("a", "b").type("keygen alice --light");
    assertEquals(1, r.exit(), r::all);
    assertFalse(Files.exists(home.resolve("keys/alice.json")));
  }

  @Test
  void password_typed_opensTheKey() throws Exception {
    assertEquals(0, Typed.at(home, "").answering("pw", "pw").type("keygen alice --light").exit());
    Home.of(Optional.of(home), Map.of()).key("alice").unlockParty("pw".toCharArray());
  }

  @Test
  void password_fromFile_isItsFirstLine() throws Exception {
    Path file = Files.writeString(home.resolve("pw"), "first\nsecond\n");
    assertEquals(0, Typed.at(home, "").type("keygen alice --light --password-file " + file).exit());
    Home.of(Optional.of(home), Map.of()).key("alice").unlockParty("first".toCharArray());
  }

  @Test
  void password_asArgument_isRefused() {
    Result r = Typed.at(home, "").type("keygen alice --password hunter2");
    assertEquals(64, r.exit(), r::all);
  }

  @Test
  void name_outsideThePattern_isRefused() {
    Result r = Typed.at(home, "x").type("keygen .hidden --light");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-0115"), r::all);
  }

  @Test
  void log_inChinese_speaksChinese() {
    Result r = Typed.at(home, "x").type("keygen oplog --type log --light --lang zh");
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().contains("日志密钥"), r::all);
  }

  @Test
  void answer_json_isCanonical() throws Exception {
    Result r = Typed.at(home, "x").type("keygen oplog --type log --light --json");
    JsonReader.canonical(Bytes.utf8(r.out().strip()), 4096);
    assertEquals("", r.err());
  }
}
