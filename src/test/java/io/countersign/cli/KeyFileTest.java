package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyFileTest {
  private static final String SECRET =
      "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

  // Source: go-ethereum, accounts/keystore/testdata; the password is foobar.
  private static final String SCRYPT =
      """
      {"address":"289d485d9771714cce91d3393d764e1311907acc",
       "crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"558833eec4a665a8c55608d7d503407d"},
       "ciphertext":"faf32ca89d286b107f5e6d842802e05263c49b78d46eac74e6109e9a963378ab",
       "kdf":"scrypt","kdfparams":{"dklen":32,"n":8,"p":16,"r":8,
       "salt":"d571fff447ffb24314f9513f5160246f09997b857ac71348b73e785aab40dc04"},
       "mac":"21edb85ff7d0dab1767b9bf498f2c3cb7be7609490756bd32300bb213b59effe"},
       "id":"3279afcf-55ba-43ff-8997-02dcc46a6525","version":3}
      """;

  // Source: Web3 Secret Storage Definition, test vector (there without the address).
  private static final String PBKDF2 =
      """
      {"address":"008aeeda4d805471df9b2a5b0f38a0c3bcba786b",
       "crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
       "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
       "kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
       "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
       "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;

  @Test
  void publicVector_scrypt_opens() throws Exception {
    // Opening checks the code of the file and the address of the key.
    assertEquals(64, open(SCRYPT, "foobar").length());
  }

  @Test
  void publicVector_pbkdf2_opens() throws Exception {
    assertEquals(SECRET, open(PBKDF2, "testpassword"));
  }

  @Test
  void password_wrong_isRefused() {
    MalformedException e =
        assertThrows(MalformedException.class, () -> open(PBKDF2, "testpassword "));
    assertEquals(Code.PASSWORD_WRONG, e.code());
  }

  @Test
  void address_ofAnotherKey_isRefused() {
    String other = PBKDF2.replace("008aeeda", "108aeeda");
    MalformedException e =
        assertThrows(MalformedException.class, () -> open(other, "testpassword"));
    assertEquals(Code.KEY_FILE_FORM, e.code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":3|\"version\":4|FIELD_RANGE",
        "\"version\":3|\"version\":\"3\"|FIELD_TYPE",
        "aes-128-ctr|aes-128-cbc|FIELD_PATTERN",
        "\"kdf\":\"scrypt\"|\"kdf\":\"md5\"|FIELD_PATTERN",
        "\"n\":8|\"n\":2097152|KEY_FILE_COST",
        "\"n\":8|\"n\":9|KEY_FILE_COST",
        "\"r\":8|\"r\":9007199254740991|KEY_FILE_COST",
        "\"n\":8,\"p\":16,\"r\":8|\"n\":65536,\"p\":1,\"r\":1|KEY_FILE_COST",
        "\"p\":16|\"p\":17|KEY_FILE_COST",
        "\"iv\":\"55|\"iv\":\"|KEY_FILE_FORM",
        "\"ciphertext\":\"fa|\"ciphertext\":\"|KEY_FILE_FORM",
        "\"mac\":\"21|\"mac\":\"|KEY_FILE_FORM",
        "\"mac\":\"21|\"mac\":\"XY|HEX_FORM",
        "\"crypto\":|\"Crypto\":|FIELD_MISSING",
        "\"address\":\"289d|\"address\":\"28|ADDRESS_FORM",
      })
  void form_changed_isRefused(String from, String to, Code want) {
    assertFalse(SCRYPT.replace(from, to).equals(SCRYPT), "nothing was changed");
    MalformedException e =
        assertThrows(MalformedException.class, () -> open(SCRYPT.replace(from, to), "x"));
    assertEquals(want, e.code());
  }

  @Test
  void party_lockedAndRead_isTheSameKey() throws Exception {
    Secp256k1Key key = Secp256k1Key.parse(Bytes32.parse(SECRET));
    KeyFile locked = KeyFile.lock(key, "密码 π".toCharArray(), KeyFile.Strength.LIGHT, new Random(1));
    KeyFile read = KeyFile.parse(locked.toBytes());
    assertEquals(KeyFile.Type.PARTY, read.type());
    assertEquals(Secp256k1.best().address(key), read.address());
    assertEquals(key.secret(), read.unlockParty("密码 π".toCharArray()).secret());
    assertFalse(locked.toBytes().toUtf8().contains(SECRET));
  }

  @Test
  void log_lockedAndRead_isTheSameKey() throws Exception {
    Ed25519Key key = Ed25519Key.of(Bytes32.parse(SECRET));
    KeyFile locked = KeyFile.lock(key, new char[] {'x'}, KeyFile.Strength.LIGHT, new Random(2));
    KeyFile read = KeyFile.parse(locked.toBytes());
    assertEquals(KeyFile.Type.LOG, read.type());
    assertEquals(key.publicKey(), read.publicKey());
    assertArrayEquals(key.seed().toArray(), read.unlockEd25519(new char[] {'x'}).seed().toArray());
  }

  private static String open(String json, String password) throws MalformedException {
    return KeyFile.parse(Bytes.utf8(json)).unlockParty(password.toCharArray()).secret().toHex();
  }
}
