package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher against JDKs and a Maven that are shell scripts, in a folder with a space in its
/// name.
final class LauncherTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "maven $* with $JAVA_HOME"
      mkdir -p target/lib && echo jar >target/countersign.jar
      """;

  @TempDir private Path temp;

  private Path repository = Path.of("");
  private Path places = Path.of("");
  private Path bin = Path.of("");
  private final Map<String, String> env = new HashMap<>();

  /// What the launcher did.
  record Run(int exit, String out, String err) {
    String all() {
      return "exit " + exit + "\n" + out + err;
    }
  }

  @BeforeEach
  void layOut() throws IOException {
    repository = Files.createDirectories(temp.resolve("a b/repo"));
    places = Files.createDirectories(temp.resolve("j d k s"));
    bin = Files.createDirectories(temp.resolve("bin"));
    Files.copy(Path.of("countersign"), repository.resolve("countersign"));
    executable(repository.resolve("countersign"));
    Files.createDirectories(repository.resolve("src/main/java"));
    Files.writeString(repository.resolve("pom.xml"), "<project/>");
    Files.writeString(repository.resolve("src/main/java/A.java"), "class A {}");
    script(bin.resolve("mvn"), MAVEN);
    env.put("COUNTERSIGN_JDK_PLACES", places.toString());
  }

  @Test
  void jdk_inAPlace_runsTheProgramWithItsArguments() throws Exception {
    jdk("eighteen", "25.0.3");
    Run run = run("verify", "my bundle.zip", "--policy", "");
    assertEquals(0, run.exit(), run::all);
    assertTrue(run.out().contains("java of eighteen"), run::all);
    assertTrue(
        run.out().contains("[io.countersign.Main][verify][my bundle.zip][--policy][]"), run::all);
  }

  @Test
  void jdk_none_saysWhatToInstallInBothLanguages() throws Exception {
    jdk("old", "17.0.15");
    Run run = run("demo");
    assertEquals(69, run.exit(), run::all);
    assertTrue(run.err().contains("no JDK 25 or newer found"), run::all);
    assertTrue(run.err().contains("找不到 JDK 25"), run::all);
    assertTrue(run.err().contains("old (17)"), run::all);
    assertEquals("", run.out());
  }

  @Test
  void jdk_withoutCompiler_isNone() throws Exception {
    Files.delete(jdk("jre", "25.0.1").resolve("bin/javac"));
    assertEquals(69, run("demo").exit());
  }

  @Test
  void jdk_withOldReleaseForm_isRead() throws Exception {
    Path old = jdk("eight", "1.8.0_292");
    assertEquals(69, run("demo").exit());
    Files.writeString(old.resolve("release"), "JAVA_VERSION=26\n");
    assertEquals(old.toString(), run("--which-jdk").out().strip());
  }

  @Test
  void jdk_several_nearestToWhatIsNeededWins() throws Exception {
    jdk("a27", "27");
    jdk("b25", "25.0.1");
    jdk("c26", "26.0.2");
    assertTrue(run("--which-jdk").out().strip().endsWith("b25"));
  }

  @Test
  void jdk_ownVariable_goesBeforeJavaHomeAndPath() throws Exception {
    Path own = jdk("own", "27");
    Path home = jdk("home", "26");
    env.put("COUNTERSIGN_JAVA_HOME", own.toString());
    env.put("JAVA_HOME", home.toString());
    assertEquals(own.toString(), run("--which-jdk").out().strip());
    env.remove("COUNTERSIGN_JAVA_HOME");
    assertEquals(home.toString(), run("--which-jdk").out().strip());
  }

  @Test
  void jdk_ownVariableTooOld_isSaidAndAnotherFound() throws Exception {
    env.put("COUNTERSIGN_JAVA_HOME", jdk("own", "17.0.1").toString());
    jdk("good", "25");
    Run run = run("--which-jdk");
    assertTrue(run.out().strip().endsWith("good"), run::all);
    assertTrue(run.err().contains("COUNTERSIGN_JAVA_HOME is no JDK 25"), run::all);
  }

  @Test
  void jdk_onThePathThroughLinks_isFound() throws Exception {
    env.put("COUNTERSIGN_JDK_PLACES", temp.resolve("nowhere").toString());
    Path jdk = jdk("linked", "25");
    Path alternative = Files.createSymbolicLink(temp.resolve("alt"), jdk.resolve("bin/java"));
    Files.createSymbolicLink(bin.resolve("java"), alternative);
    assertEquals(jdk.toRealPath().toString(), run("--which-jdk").out().strip());
  }

  @Test
  void build_onFirstUse_runsMavenWithTheJdk() throws Exception {
    Path jdk = jdk("j", "25");
    Run run = run("demo");
    assertTrue(run.err().contains("first use; building"), run::all);
    String log = Files.readString(repository.resolve("target/build.log"));
    assertTrue(log.contains("-Dmaven.test.skip=true package with " + jdk), log);
    assertFalse(run("demo").err().contains("building"), "built a second time");
  }

  @Test
  void build_afterAChange_runsAgainOnce() throws Exception {
    jdk("j", "25");
    run("demo");
    Files.setLastModifiedTime(
        repository.resolve("src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(2)));
    assertTrue(run("demo").err().contains("sources are newer"));
    env.put("COUNTERSIGN_NO_BUILD", "1");
    assertFalse(run("demo").err().contains("sources are newer"));
  }

  @Test
  void build_failing_showsTheLogAndLeavesNoLock() throws Exception {
    jdk("j", "25");
    script(bin.resolve("mvn"), "#!/bin/sh\necho 'ERROR: it is broken'\nexit 1\n");
    Run run = run("demo");
    assertEquals(70, run.exit(), run::all);
    assertTrue(run.err().contains("it is broken"), run::all);
    assertTrue(run.err().contains("构建失败"), run::all);
    script(bin.resolve("mvn"), MAVEN);
    assertEquals(0, run("demo").exit());
  }

  @Test
  void build_withoutMaven_saysSo() throws Exception {
    jdk("j", "25");
    Files.delete(bin.resolve("mvn"));
    Run run = run("demo");
    assertEquals(69, run.exit(), run::all);
    assertTrue(run.err().contains("Maven (3.8.7 or newer) is needed"), run::all);
  }

  @Test
  void build_withTheLockOfADeadProcess_goesOn() throws Exception {
    jdk("j", "25");
    Path lock = Files.createDirectories(repository.resolve("target/.building"));
    Files.writeString(lock.resolve("pid"), "999999999\n");
    assertEquals(0, run("demo").exit());
  }

  @Test
  void launcher_throughALinkFromElsewhere_findsItsRepository() throws Exception {
    jdk("j", "25");
    Path link = Files.createSymbolicLink(temp.resolve("cs"), repository.resolve("countersign"));
    Run run = start(List.of(link.toString(), "demo"));
    assertEquals(0, run.exit(), run::all);
    assertTrue(run.out().contains(repository.toRealPath() + "/target/countersign.jar"), run::all);
  }

  /// A JDK whose java, told to measure a start, leaves a cache where a real one would.
  private Path cachingJdk() throws IOException {
    Path jdk = jdk("caching", "25.0.3");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        case "$*" in *'bench start'*) echo classes >"${COUNTERSIGN_JAVA_OPTS#-XX:AOTCacheOutput=}" ;; esac
        printf '[%s]' "$@"
        """);
    return jdk;
  }

  @Test
  void cache_isMadeAfterABuildAndUsed() throws Exception {
    cachingJdk();
    Run first = run("serve");
    String used = "[-XX:AOTCache=" + repository.toRealPath() + "/target/countersign-jdk.aot]";
    assertTrue(first.out().contains(used), first::all);
    assertFalse(first.out().contains("bench"), "the run that made it is not seen");
    assertTrue(run("serve").out().contains(used));
    env.put("COUNTERSIGN_AOT", "0");
    assertFalse(run("serve").out().contains("AOTCache"));
  }

  @Test
  void cache_olderThanTheProgram_isLeftAside_untilMadeAnew() throws Exception {
    cachingJdk();
    run("serve");
    Path cache = repository.resolve("target/countersign-jdk.aot");
    Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH.plusSeconds(1)));
    assertFalse(run("serve").out().contains("AOTCache"));
    Run made = run("--aot");
    assertEquals(0, made.exit(), made::all);
    assertEquals(cache.toRealPath().toString(), made.out().strip());
    assertTrue(run("serve").out().contains("AOTCache"));
  }

  @Test
  void cache_thatCannotBeMade_isDoneWithout() throws Exception {
    jdk("j", "25");
    Run run = run("serve");
    assertEquals(0, run.exit(), run::all);
    assertFalse(run.out().contains("AOTCache"), run::all);
    Run asked = run("--aot");
    assertEquals(70, asked.exit(), asked::all);
    assertTrue(asked.err().contains("no cache of classes"), asked::all);
    try (Stream<Path> left = Files.list(repository.resolve("target"))) {
      assertEquals(
          List.of(), left.filter(p -> p.toString().contains(".aot")).toList(), "left behind");
    }
  }

  @Test
  void program_failing_givesItsExitCode() throws Exception {
    Path jdk = jdk("j", "25");
    script(jdk.resolve("bin/java"), "#!/bin/sh\nexit 2\n");
    assertEquals(2, run("verify").exit());
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = places.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        jdk.resolve("bin/java"),
        "#!/bin/sh\necho java of " + name + "\nprintf '[%s]' \"$@\"\necho\n");
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    return jdk;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(repository.resolve("countersign").toString()));
    command.addAll(List.of(args));
    return start(command);
  }

  private Run start(List<String> command) throws Exception {
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    // The tools that the launcher needs, and no JDK: the folder of the machine's java is left out.
    Path tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool :
        List.of(
            "sed",
            "head",
            "tail",
            "find",
            "dirname",
            "basename",
            "readlink",
            "mkdir",
            "mktemp",
            "mv",
            "rm",
            "cat",
            "sleep",
            "printf")) {
      for (String folder : List.of("/bin", "/usr/bin")) {
        Path from = Path.of(folder, tool);
        if (Files.exists(from) && !Files.exists(tools.resolve(tool))) {
          script(tools.resolve(tool), "#!/bin/sh\nexec " + from + " \"$@\"\n");
        }
      }
    }
    builder.environment().put("PATH", bin + ":" + tools);
    int exit = builder.start().waitFor();
    return new Run(
        exit,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
