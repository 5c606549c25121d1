package io.countersign.arch;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The layering of the project and the purity of core. Think hard before changing this file: what
/// it forbids is what lets a client recompute a statement on another machine, years later.
final class LayersTest {
  /// Core packages from the ground up: each may use only those before it.
  private static final List<String> CORE =
      List.of(
          "base",
          "money",
          "crypto",
          "encoding",
          "merkle",
          "terms",
          "prose",
          "ledger",
          "rating",
          "statement",
          "compare",
          "dispute",
          "verify");

  /// Shell packages in the order in which each may use those before it.
  private static final List<String> SHELL =
      List.of(
          "intake",
          "store",
          "sequencer",
          "service",
          "recorder",
          "witness",
          "anchor",
          "http",
          "load",
          "cli");

  private static final Set<String> PURE_PACKAGES =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.constant",
          "java.lang.invoke",
          "java.lang.runtime",
          "java.math",
          "java.nio",
          "java.nio.charset",
          "java.time.temporal",
          "java.util",
          "java.util.function",
          "java.util.regex",
          "java.util.stream",
          "java.util.zip",
          "org.jspecify.annotations",
          "com.google.errorprone.annotations");

  private static final Set<String> PURE_TYPES =
      Set.of(
          "java.security.MessageDigest",
          "java.security.NoSuchAlgorithmException",
          "java.security.DigestException",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.time.LocalDateTime",
          "java.time.YearMonth",
          "java.time.DayOfWeek",
          "java.time.Month",
          "java.time.DateTimeException",
          "java.time.chrono.ChronoLocalDate",
          "java.time.chrono.ChronoLocalDateTime");

  private static final Set<String> IMPURE_TYPES =
      Set.of(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.UUID",
          "java.util.Timer",
          "java.util.TimerTask",
          "java.util.Scanner",
          "java.util.Date",
          "java.util.Calendar",
          "java.util.TimeZone",
          "java.util.ResourceBundle",
          "java.util.ServiceLoader");

  private static final DescribedPredicate<JavaClass> FLOATING =
      DescribedPredicate.describe(
          "float or double",
          c ->
              Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                  .contains(c.getBaseComponentType().getName()));

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.countersign");

  @Test
  void core_usesOnlyTheJdkAndAnnotations() {
    classes()
        .that()
        .resideInAPackage("io.countersign.core..")
        .and()
        .resideOutsideOfPackage("io.countersign.core.crypto..")
        .should()
        .onlyDependOnClassesThat(pure().or(inPackage("io.countersign.core")))
        .check(MAIN);
  }

  @Test
  void crypto_usesItsTwoLibrariesBesides() {
    classes()
        .that()
        .resideInAPackage("io.countersign.core.crypto..")
        .should()
        .onlyDependOnClassesThat(
            pure()
                .or(inPackage("io.countersign.core"))
                .or(inPackage("org.bouncycastle"))
                .or(inPackage("fr.acinq.secp256k1")))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void core_layersPointDown() {
    pointDown("io.countersign.core.", CORE);
  }

  @Test
  void shell_layersPointDown() {
    pointDown("io.countersign.", SHELL);
  }

  private static void pointDown(String prefix, List<String> packages) {
    for (int i = 0; i < packages.size(); i++) {
      for (String above : packages.subList(i + 1, packages.size())) {
        noClasses()
            .that()
            .resideInAPackage(prefix + packages.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(prefix + above + "..")
            .allowEmptyShould(true)
            .check(MAIN);
      }
    }
  }

  @Test
  void packages_areAllInALayer() {
    Set<String> outside = new TreeSet<>();
    for (JavaClass c : MAIN) {
      String p = c.getPackageName();
      boolean core = CORE.stream().anyMatch(k -> within(p, "io.countersign.core." + k));
      boolean shell = SHELL.stream().anyMatch(k -> within(p, "io.countersign." + k));
      if (!core && !shell && !p.equals("io.countersign")) {
        outside.add(p);
      }
    }
    assertEquals(Set.of(), outside, "packages outside the layers");
  }

  @Test
  void top_isUsedByNobody() {
    noClasses()
        .that()
        .resideInAPackage("io.countersign.*..")
        .should()
        .dependOnClassesThat(named("io.countersign.Main"))
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.countersign.cli..",
            "io.countersign.http..",
            "io.countersign.load..",
            "io.countersign")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.countersign.cli..", "io.countersign.http..")
        .check(MAIN);
  }

  @Test
  void core_hasNoFloatingPoint() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.countersign.core..")
        .should()
        .notHaveRawType(FLOATING)
        .check(MAIN);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.countersign.core..")
        .should()
        .notHaveRawReturnType(FLOATING)
        .check(MAIN);
    codeUnits()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.countersign.core..")
        .should()
        .notHaveRawParameterTypes(
            DescribedPredicate.describe(
                "a float or double", types -> types.stream().anyMatch(FLOATING)))
        .check(MAIN);
  }

  @Test
  void core_asksNoClockAndNoSystem() {
    noClasses()
        .that()
        .resideInAPackage("io.countersign.core..")
        .should()
        .callMethodWhere(target(name("now")).and(target(owner(inPackage("java.time")))))
        .orShould()
        .callMethodWhere(
            target(owner(named("java.lang.System")))
                .and(
                    target(
                        DescribedPredicate.describe(
                            "anything but arraycopy", t -> !t.getName().equals("arraycopy")))))
        .check(MAIN);
  }

  @Test
  void libraries_stayInTheirPackage() {
    staysIn("picocli", "io.countersign.cli");
    staysIn("org.sqlite", "io.countersign.store");
    staysIn("java.sql", "io.countersign.store");
    staysIn("org.postgresql", "io.countersign.store");
    staysIn("com.zaxxer", "io.countersign.store");
    staysIn("org.flywaydb", "io.countersign.store");
    staysIn("org.bouncycastle", "io.countersign.core.crypto");
    staysIn("fr.acinq", "io.countersign.core.crypto");
    staysIn("io.vertx", "io.countersign.http");
    staysIn("org.web3j", "io.countersign.anchor");
  }

  private static void staysIn(String library, String home) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .check(MAIN);
  }

  @Test
  void everyPackage_isNullMarked() {
    Set<String> bare =
        MAIN.stream()
            .filter(c -> !c.getPackage().isAnnotatedWith(NullMarked.class))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), bare, "packages without @NullMarked");
  }

  /// What a pure function may use: values, collections, hashing. Not: input and output, clocks,
  /// zones, randomness, threads, logging, reflection.
  private static DescribedPredicate<JavaClass> pure() {
    return DescribedPredicate.describe(
        "a value, a collection or a hash of the JDK",
        given -> {
          JavaClass c = given.getBaseComponentType();
          return c.isPrimitive()
              || PURE_TYPES.contains(c.getName())
              || (PURE_PACKAGES.contains(c.getPackageName())
                  && !IMPURE_TYPES.contains(c.getName()));
        });
  }

  private static DescribedPredicate<JavaClass> inPackage(String name) {
    return DescribedPredicate.describe(
        "in " + name, c -> within(c.getBaseComponentType().getPackageName(), name));
  }

  private static DescribedPredicate<JavaClass> named(String type) {
    return DescribedPredicate.describe(type, c -> c.getName().equals(type));
  }

  private static boolean within(String name, String root) {
    return name.equals(root) || name.startsWith(root + ".");
  }
}
