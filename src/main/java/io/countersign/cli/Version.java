package io.countersign.cli;

/// The version of the program, from the manifest of its jar.
final class Version {
  private Version() {}

  /// E.g. `0.1.0`; `unpackaged` where classes run without their jar.
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
