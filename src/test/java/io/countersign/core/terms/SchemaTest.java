package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The published schema and the parser accept the same documents, less what a schema cannot say.
class SchemaTest {
  static final List<String> ALL = Samples.ALL;

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Samples.bytes("schema/cst-1.schema.json").toUtf8(), InputFormat.JSON);

  @ParameterizedTest
  @FieldSource("ALL")
  void document_asWritten_isAcceptedBySchema(String resource) {
    assertEquals(List.of(), SCHEMA.validate(Samples.json(resource).toText(), InputFormat.JSON));
  }

  @Test
  void document_eachMemberMutated_bothRefuseOrBothAccept() {
    agree(Mutations.apart(Samples.json("contracts/c7-everything.json")));
  }

  @Test
  void step_eachMemberMutated_bothRefuseOrBothAccept() {
    Json.Obj document =
        Edits.set(
            Samples.json("contracts/c1-time.json"),
            "params",
            "{'fee':{'label':{'zh':'费','en':'fee'},'type':'money','read':'period',"
                + "'values':[{'from':'2026-01-01','value':'1'}],"
                + "'step':{'minPct':'-2.5','maxPct':'3'}}}");
    assertEquals(List.of(), SCHEMA.validate(document.toText(), InputFormat.JSON));
    List<Mutations.Mutation> mutations = new ArrayList<>();
    Mutations.of(Edits.at(document, "params.fee"))
        .forEach(
            m ->
                mutations.add(
                    new Mutations.Mutation(
                        m.name(), Edits.set(document, "params.fee", m.document()))));
    for (String percent : List.of("-100", "-100.0001", "-99.9999", "9999.9999", "10000", "-0.5")) {
      mutations.add(
          new Mutations.Mutation(
              "minPct " + percent,
              Edits.set(
                  Edits.set(document, "params.fee.step.minPct", Json.of(percent)),
                  "params.fee.step.maxPct",
                  "'9999.9999'")));
    }
    agree(mutations);
  }

  private static void agree(List<Mutations.Mutation> mutations) {
    List<String> differ = new ArrayList<>();
    int refused = 0;
    for (Mutations.Mutation m : mutations) {
      boolean schema = SCHEMA.validate(m.document().toText(), InputFormat.JSON).isEmpty();
      boolean parser = true;
      String why = "";
      try {
        TermsParser.document(m.document());
      } catch (MalformedException e) {
        parser = false;
        why = e.toFinding().toString();
      }
      refused += parser ? 0 : 1;
      // What a schema cannot say the parser says alone; never the other way about.
      boolean alone = schema && !parser && BEYOND.stream().anyMatch(why::contains);
      if (schema != parser && !alone) {
        differ.add(m.name() + ": schema " + schema + ", parser " + parser + " " + why);
      }
    }
    assertEquals(List.of(), differ, differ.size() + " of " + mutations.size());
    assertTrue(refused > mutations.size() / 2, refused + " of " + mutations.size());
  }

  /// Marks of what the parser refuses and a schema cannot.
  private static final List<String> BEYOND =
      List.of(
          "a date that exists",
          "1970-01-02 to 2099-12-30",
          "more than fromS",
          "at least min",
          "at most ago",
          "the order statutory, off, work",
          "a date not before");

  @Test
  void schema_members_areThoseThatTheWriterWrites() {
    // Every member name that some valid document of the tests holds; guards against a member that
    // exists in the model and in the schema but in no test.
    TreeMap<String, Integer> seen = new TreeMap<>();
    for (String resource : ALL) {
      count(Samples.parse(resource).toJson(), seen);
    }
    List<String> missing = new ArrayList<>();
    for (String member :
        List.of(
            "rollOver",
            "segment",
            "escalation",
            "gates",
            "units",
            "holdback",
            "deMinimis",
            "cap",
            "increment",
            "min",
            "ge",
            "gt",
            "le",
            "lt",
            "eq",
            "is",
            "in",
            "not",
            "any",
            "all",
            "always",
            "each",
            "flat",
            "inclusive",
            "param",
            "scope",
            "weekdays",
            "classes")) {
      if (!seen.containsKey(member)) {
        missing.add(member);
      }
    }
    assertEquals(List.of(), missing);
  }

  private static void count(Json json, Map<String, Integer> seen) {
    switch (json) {
      case Json.Obj o -> {
        for (int i = 0; i < o.size(); i++) {
          seen.merge(o.key(i), 1, Integer::sum);
          count(o.value(i), seen);
        }
      }
      case Json.Arr a -> a.items().forEach(x -> count(x, seen));
      case Json.Str s -> {}
      case Json.Int i -> {}
      case Json.Bool b -> {}
      case Json.Null n -> {}
    }
  }
}
