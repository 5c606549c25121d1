package io.countersign.store;

import io.countersign.core.base.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// How to reach a PostgreSQL database, and the schema in it. Never shows its password.
///
/// @param url `jdbc:postgresql://…` without user or password
/// @param schema where the tables lie; it is made with the first start
/// @param user empty for the system's
/// @param password empty where the database asks for none
/// @param connections held open at most, 2 to 200
public record PostgresAccess(
    String url, String schema, String user, String password, int connections) {
  /// The environment variable with the user's name.
  public static final String USER_VARIABLE = "COUNTERSIGN_STORE_USER";

  /// The environment variable with the password.
  public static final String PASSWORD_VARIABLE = "COUNTERSIGN_STORE_PASSWORD";

  /// The environment variable with the path of a file of two lines, user and password, in place of
  /// the other two.
  public static final String FILE_VARIABLE = "COUNTERSIGN_STORE_CREDENTIALS";

  /// The environment variable with the name of the schema.
  public static final String SCHEMA_VARIABLE = "COUNTERSIGN_STORE_SCHEMA";

  /// The schema where none is named.
  public static final String SCHEMA = "countersign";

  /// Connections where no number is given.
  public static final int CONNECTIONS = 10;

  /// What an address of this engine begins with.
  static final String PREFIX = "jdbc:postgresql:";

  private static final Pattern SCHEMA_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Pattern SECRET =
      Pattern.compile("(?i).*([?&](user|password|sslpassword|passfile)=|//[^/?]*@).*");

  public PostgresAccess {
    if (!url.startsWith(PREFIX)) {
      throw address(PREFIX + "//host:port/database", "another address");
    }
    if (SECRET.matcher(url).matches()) {
      throw address(
          "an address without user or password; these come from " + FILE_VARIABLE, "one of them");
    }
    if (!SCHEMA_NAME.matcher(schema).matches()) {
      throw address("a schema of a-z, 0-9 and _", schema);
    }
    if (connections < 2 || connections > 200) {
      throw address("2 to 200 connections", Integer.toString(connections));
    }
  }

  /// The access to `url` with schema and credentials from the environment.
  ///
  /// @throws StoreException `STORE_ADDRESS`
  public static PostgresAccess of(String url, Map<String, String> env) {
    String user = env.getOrDefault(USER_VARIABLE, "");
    String password = env.getOrDefault(PASSWORD_VARIABLE, "");
    String file = env.getOrDefault(FILE_VARIABLE, "");
    if (!file.isEmpty()) {
      List<String> lines;
      try {
        lines = Files.readAllLines(Path.of(file));
      } catch (IOException e) {
        throw address("a file with user and password in " + FILE_VARIABLE, "none at " + file);
      }
      if (lines.isEmpty() || lines.size() > 2) {
        throw address("user and password on a line each in " + file, lines.size() + " lines");
      }
      user = lines.getFirst();
      password = lines.size() == 2 ? lines.getLast() : "";
    }
    return new PostgresAccess(
        url, env.getOrDefault(SCHEMA_VARIABLE, SCHEMA), user, password, CONNECTIONS);
  }

  private static StoreException address(String expected, String found) {
    return new StoreException(Code.STORE_ADDRESS, "store", expected, found);
  }

  @Override
  public String toString() {
    return "PostgresAccess[url=" + url + ", schema=" + schema + "]";
  }
}
