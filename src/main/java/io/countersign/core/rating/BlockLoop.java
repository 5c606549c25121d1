package io.countersign.core.rating;

import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.merkle.SumStream;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.RoundStep;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fast evaluator's record loop: what the records of a period come to, from their columns.
///
/// Gives what [RecordLoop] gives, to the bit. A record costs the number of its case, a count and an
/// addition for each different quantity, and one leaf in each sum tree that takes it; measures and
/// cells are put together from the cases afterwards. Why its sums are exact: decision 0024.
final class BlockLoop {
  /// Parts of the blocks that may run side by side.
  private static final int PARTS = 8;

  /// Steps of a loop that one part counts for: workers run short loops in one go.
  private static final int WEIGHT = 64;

  private final Plan plan;
  private final List<RecordBlock> blocks;
  private final boolean roots;
  private final TimeClasses time;
  private final List<List<CaseGroup>> groups = new ArrayList<>(); // by type
  private final long[] records; // by type
  private final Map<String, byte[][]> nodes = new HashMap<>(); // by item, then block

  private BlockLoop(Plan plan, List<RecordBlock> blocks, boolean roots) {
    this.plan = plan;
    this.blocks = blocks;
    this.roots = roots;
    this.time = TimeClasses.of(plan.terms(), plan.clock(), plan.days(), plan.rated());
    List<RecordType> types = plan.terms().records();
    this.records = new long[types.size()];
    blocks.forEach(b -> records[b.type()] += b.size());
    Map<String, Set<String>> segmentFields = segmentFields(plan.terms());
    for (int t = 0; t < types.size(); t++) {
      List<CaseGroup.Item> items = items(types.get(t), segmentFields);
      int rows = (int) Math.min(Integer.MAX_VALUE, records[t]);
      groups.add(CaseGroup.of(types.get(t), items, time, plan.days().windowIds(), rows));
      for (CaseGroup.Item item : items) {
        if (isSummed(item)) {
          nodes.put(id(item), new byte[blocks.size()][]);
        }
      }
    }
  }

  /// What the period comes to.
  ///
  /// @param blocks of the period, those of each type ascending
  /// @param roots whether sum trees are made; without them roots are absent
  static PeriodRecords run(
      Plan plan,
      List<RecordBlock> blocks,
      List<IgnoredRecords> ignored,
      boolean roots,
      Workers workers) {
    return new BlockLoop(plan, blocks, roots).run(ignored, workers);
  }

  private PeriodRecords run(List<IgnoredRecords> ignored, Workers workers) {
    int count = Math.clamp(blocks.size(), 1, PARTS);
    @Nullable BlockPart[] parts = new BlockPart[count];
    workers.forRange(
        0,
        count * WEIGHT,
        (from, to) -> {
          for (int p = Math.ceilDiv(from, WEIGHT); p * WEIGHT < to; p++) {
            parts[p] = part(blocks.size() * p / count, blocks.size() * (p + 1) / count);
          }
        });
    List<BlockPart> done = new ArrayList<>();
    for (BlockPart part : parts) {
      if (part == null) {
        throw new IllegalStateException("a worker left out a part");
      }
      done.add(part);
    }
    return result(done, ignored);
  }

  /// Works on blocks [from, to).
  private BlockPart part(int from, int to) {
    List<List<GroupSums>> sums = new ArrayList<>();
    int maxFields = 0;
    for (int t = 0; t < groups.size(); t++) {
      List<GroupSums> of = new ArrayList<>();
      if (records[t] > 0) {
        for (CaseGroup g : groups.get(t)) {
          boolean[] summed = new boolean[g.items().size()];
          for (int i = 0; i < summed.length; i++) {
            summed[i] = isSummed(g.items().get(i));
          }
          of.add(new GroupSums(g, time, records[t], summed));
        }
      }
      sums.add(of);
      maxFields = Math.max(maxFields, plan.terms().records().get(t).fields().size());
    }
    BlockPart part = new BlockPart(sums, time, maxFields);
    for (int b = from; b < to; b++) {
      RecordBlock block = blocks.get(b);
      part.add(block);
      for (GroupSums g : part.groups(block.type())) {
        for (int i = 0; i < g.group().items().size(); i++) {
          byte[][] of = nodes.get(id(g.group().items().get(i)));
          if (of != null) {
            of[b] = g.endBlock(i);
          }
        }
      }
    }
    return part;
  }

  private PeriodRecords result(List<BlockPart> parts, List<IgnoredRecords> ignored) {
    Map<String, BigInteger> sums = new HashMap<>();
    Map<String, Map<Long, BigInteger>> bySegment = new HashMap<>();
    Map<String, RatedLine.Outcome> rated = new HashMap<>();
    Map<String, SumRoot> rootsOf = new HashMap<>();
    for (int t = 0; t < groups.size(); t++) {
      for (int g = 0; g < groups.get(t).size(); g++) {
        List<CaseGroup.Item> items = groups.get(t).get(g).items();
        for (int i = 0; i < items.size(); i++) {
          CaseGroup.Item item = items.get(i);
          Optional<SumRoot> root = isSummed(item) ? Optional.of(root(item)) : Optional.empty();
          switch (item) {
            case CaseGroup.Whole m -> {
              BigInteger sum = byCell(parts, t, g, i).getOrDefault(0L, BigInteger.ZERO);
              sums.put(m.plan().measure().id(), sum);
              root.ifPresent(r -> rootsOf.put(m.plan().measure().id(), r));
            }
            case CaseGroup.BySegment m -> bySegment.put(id(m), byCell(parts, t, g, i));
            case CaseGroup.Rated l ->
                rated.put(l.plan().line().id(), outcome(l.plan(), parts, t, g, i, root));
          }
        }
      }
    }
    Terms terms = plan.terms();
    return new PeriodRecords(
        Measures.values(terms, m -> sums.getOrDefault(m, BigInteger.ZERO)),
        segments(bySegment),
        rootsOf,
        rated,
        ignored);
  }

  private static Map<Long, BigInteger> byCell(
      List<BlockPart> parts, int type, int group, int item) {
    Map<Long, BigSum> out = new HashMap<>();
    for (BlockPart part : parts) {
      if (!part.groups(type).isEmpty()) {
        part.groups(type)
            .get(group)
            .drain(
                item,
                (cell, records, quantity, positive, rounded) ->
                    out.computeIfAbsent(cell, c -> new BigSum()).add(quantity.value()));
      }
    }
    Map<Long, BigInteger> values = new HashMap<>();
    out.forEach((cell, sum) -> values.put(cell, sum.value()));
    return values;
  }

  private static RatedLine.Outcome outcome(
      RatedPlan plan,
      List<BlockPart> parts,
      int type,
      int group,
      int item,
      Optional<SumRoot> root) {
    Map<Long, RatedLine.Cell> cells = new HashMap<>();
    for (BlockPart part : parts) {
      if (!part.groups(type).isEmpty()) {
        part.groups(type)
            .get(group)
            .drain(
                item,
                (cell, records, quantity, positive, rounded) ->
                    cells
                        .computeIfAbsent(cell, c -> new RatedLine.Cell(plan.priceOf(c)))
                        .add(records, quantity.value(), positive, rounded.value()));
      }
    }
    return RatedLine.finish(
        plan, List.copyOf(cells.values()), plan.round(RoundStep.At.RECORD), plan.divisor(), root);
  }

  private SumRoot root(CaseGroup.Item item) {
    SumStream stream = new SumStream();
    byte[][] of = nodes.get(id(item));
    for (int b = 0; of != null && b < of.length; b++) {
      byte[] node = of[b];
      if (node != null && node.length > 0) {
        stream.addSubtree(RecordBlock.LEVEL, blocks.get(b).stretch(), node, 0);
      }
    }
    return stream.root();
  }

  private boolean isSummed(CaseGroup.Item item) {
    return roots
        && switch (item) {
          case CaseGroup.Whole m -> plan.isSummed(m.plan().measure().id());
          case CaseGroup.BySegment m -> false;
          case CaseGroup.Rated l -> !l.plan().mayBeNegative();
        };
  }

  private static String id(CaseGroup.Item item) {
    return switch (item) {
      case CaseGroup.Whole m -> "measure " + m.plan().measure().id();
      case CaseGroup.BySegment m -> "measure " + m.plan().measure().id() + " by " + m.name();
      case CaseGroup.Rated l -> "line " + l.plan().line().id();
    };
  }

  private List<CaseGroup.Item> items(RecordType type, Map<String, Set<String>> segmentFields) {
    List<CaseGroup.Item> out = new ArrayList<>();
    for (MeasurePlan m : plan.measures()) {
      if (m.type().equals(type)) {
        out.add(new CaseGroup.Whole(m));
      }
    }
    for (RatedPlan l : plan.rated()) {
      if (l.type().equals(type)) {
        out.add(new CaseGroup.Rated(l));
      }
    }
    for (MeasurePlan m : plan.measures()) {
      if (m.type().equals(type)) {
        for (String field : segmentFields.getOrDefault(m.measure().id(), Set.of())) {
          out.add(new CaseGroup.BySegment(m, field, RecordReader.indexOf(type, field)));
        }
      }
    }
    return out;
  }

  /// For each measure that counts records, the fields by whose values some KPI compares it.
  private static Map<String, Set<String>> segmentFields(Terms terms) {
    Map<String, Set<String>> out = new HashMap<>();
    for (Kpi kpi : terms.kpis()) {
      kpi.segment()
          .ifPresent(
              s -> {
                out.computeIfAbsent(kpi.num(), m -> new TreeSet<>()).add(s.field());
                out.computeIfAbsent(kpi.den(), m -> new TreeSet<>()).add(s.field());
              });
    }
    for (Measure m : terms.measures().reversed()) {
      Set<String> fields = out.get(m.id());
      if (m instanceof Measure.Derived d && fields != null) {
        d.of().forEach(w -> out.computeIfAbsent(w.measure(), k -> new TreeSet<>()).addAll(fields));
      }
    }
    return out;
  }

  private Map<String, List<PeriodRecords.Segment>> segments(
      Map<String, Map<Long, BigInteger>> bySegment) {
    Terms terms = plan.terms();
    Map<String, List<PeriodRecords.Segment>> out = new HashMap<>();
    for (Kpi kpi : terms.kpis()) {
      if (kpi.segment().isEmpty()) {
        continue;
      }
      String field = kpi.segment().get().field();
      List<String> names = Plan.segmentValues(Measures.typeOf(terms, kpi.num()), field);
      List<PeriodRecords.Segment> of = new ArrayList<>();
      for (int s = 0; s < names.size(); s++) {
        long value = s;
        Map<String, BigInteger> values =
            Measures.values(
                terms,
                m ->
                    bySegment
                        .getOrDefault("measure " + m + " by " + field, Map.of())
                        .getOrDefault(value, BigInteger.ZERO));
        of.add(
            new PeriodRecords.Segment(
                names.get(s),
                values.getOrDefault(kpi.num(), BigInteger.ZERO),
                values.getOrDefault(kpi.den(), BigInteger.ZERO)));
      }
      out.put(kpi.id(), of);
    }
    return out;
  }
}
