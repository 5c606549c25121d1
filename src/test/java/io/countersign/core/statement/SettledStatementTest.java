package io.countersign.core.statement;

import static io.countersign.core.statement.LineCases.add;
import static io.countersign.core.statement.LineCases.fee;
import static io.countersign.core.statement.LineCases.late;
import static io.countersign.core.statement.LineCases.one;
import static io.countersign.core.statement.LineCases.terms;
import static io.countersign.core.statement.LineCases.use;
import static io.countersign.core.statement.SettledCases.answer;
import static io.countersign.core.statement.SettledCases.dispute;
import static io.countersign.core.statement.SettledCases.misstate;
import static io.countersign.core.statement.SettledCases.resolve;
import static io.countersign.core.statement.SettledCases.state;
import static io.countersign.core.statement.SettledCases.voiding;
import static io.countersign.core.statement.SettledCases.withdraw;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What disputes come to in statements: worked out by hand, by the statement function and by the
/// second evaluator. A call costs 1, the month 1,000; the cut-off is the 6th.
class SettledStatementTest {
  private static final String LINES = "[" + fee("1000") + "," + one("use") + "]";
  private static final String QUARTER = "{'from':'2026-01-01','to':'2026-03-31'}";

  static Json.Obj rules(String silence, String... members) {
    String[] all = new String[members.length + 4];
    all[0] = "lines";
    all[1] = LINES;
    all[2] = "disputes";
    all[3] =
        "{'disputeDays':15,'answerDays':10,'threshold':{'amount':'0','pct':'0','repeatMonths':0},'silence':{'statement':'accepted','dispute':'%s'},'match':[]}"
            .formatted(silence);
    System.arraycopy(members, 0, all, 4, members.length);
    return terms(all);
  }

  @Test
  void statement_afterADispute_postsWhatItCameToOnce() {
    Vectors v = Vectors.of("statement/settled");
    Json.Obj open = rules("open");
    String january = use(202601, 100, 0);
    String stated = state("2026-02-06", 202601);
    String disputed = dispute("2026-02-10", "d", 202601, "use=60", "[]");
    add(
        v,
        "accepted",
        "100 calls stated, 60 claimed, accepted on 20 February: February's statement takes 40 off, March's says nothing.",
        open,
        List.of(january, stated, disputed, answer("2026-02-20", "d", "accept")),
        "202601: fee=1000 use=100 total=1100",
        "202602: fee=1000 use=0 set:d:202601:use=-40 total=960",
        "202603: fee=1000 use=0 total=1000");
    add(
        v,
        "resolved-just-before-the-cut-off-and-at-it",
        "The cut-off of February is 6 March, 00:00: what is agreed on the 5th is in its statement, what on the 6th in March's.",
        open,
        List.of(
            january,
            stated,
            dispute("2026-02-10", "a", 202601, "fee=900", "[]"),
            dispute("2026-02-10", "b", 202601, "use=60", "[]"),
            withdraw("2026-02-20", "b"),
            dispute("2026-02-21", "c", 202601, "use=70", "[]"),
            resolve("2026-03-05", "a", "202601:fee=-100", "[]"),
            resolve("2026-03-06", "c", "202601:use=-30", "[]")),
        "202602: fee=1000 use=0 set:a:202601:fee=-100 total=900",
        "202603: fee=1000 use=0 set:c:202601:use=-30 total=970");
    add(
        v,
        "rejected-part-withdrawn-open",
        "Nothing that is not settled posts anything, whatever was offered.",
        open,
        List.of(
            january,
            stated,
            dispute("2026-02-10", "a", 202601, "fee=900", "[]"),
            answer("2026-02-12", "a", "part"),
            dispute("2026-02-13", "b", 202601, "use=60", "[]"),
            withdraw("2026-02-14", "b")),
        "202602: fee=1000 use=0 total=1000",
        "202603: fee=1000 use=0 total=1000");
    add(
        v,
        "silence-accepts",
        "The provider has seen the dispute by its statement of February, issued on 7 March: its 10 days end on the 17th, so April's cut-off is the first after them.",
        rules("accepted"),
        List.of(january, stated, disputed, state("2026-03-07", 202602)),
        "202602: fee=1000 use=0 total=1000",
        "202603: fee=1000 use=0 set:d:202601:use=-40 total=960",
        "202604: fee=1000 use=0 total=1000");
    add(
        v,
        "silence-before-sight-is-nothing",
        "The provider signs nothing after the dispute: no window runs.",
        rules("accepted"),
        List.of(january, stated, disputed, use(202603, 5, 0)),
        "202602: fee=1000 use=0 total=1000",
        "202604: fee=1000 use=0 total=1000");
    add(
        v,
        "silence-rejects",
        "As before, but silence means rejected: nothing is posted.",
        rules("rejected"),
        List.of(january, stated, disputed, state("2026-03-07", 202602)),
        "202603: fee=1000 use=0 total=1000");
    add(
        v,
        "awarded",
        "Both resolve by amounts: less on one line, more on another that nobody disputed.",
        open,
        List.of(
            january,
            stated,
            disputed,
            answer("2026-02-12", "d", "reject"),
            resolve("2026-02-25", "d", "202601:fee=12.5 202601:use=-25", "[]")),
        "202602: fee=1000 use=0 set:d:202601:fee=12.5 set:d:202601:use=-25 total=987.5",
        "202603: fee=1000 use=0 total=1000");
    add(
        v,
        "awarded-nothing",
        "Both resolve by amounts of 0: nothing is posted, but the record that it settles is not voided.",
        open,
        List.of(
            january,
            stated,
            disputed,
            resolve("2026-02-25", "d", "202601:use=0", "[0]"),
            voiding("2026-02-26", 0)),
        "202602: fee=1000 use=0 total=1000");
    add(
        v,
        "silence-grants-no-credit",
        "The usage is claimed to be owed to the client: silence rejects, and posts nothing.",
        rules("accepted"),
        List.of(
            january,
            stated,
            dispute("2026-02-10", "d", 202601, "use=-0.01", "[]"),
            state("2026-03-07", 202602)),
        "202603: fee=1000 use=0 total=1000");
    add(
        v,
        "resolved-by-records",
        "Both resolve by records: the void makes the money follow, as an adjustment; nothing is posted.",
        open,
        List.of(
            january,
            stated,
            dispute("2026-02-10", "d", 202601, "use=60", "[0]"),
            resolve("2026-02-25", "d", "", "[]"),
            voiding("2026-02-26", 0)),
        "202602: fee=1000 use=0 adj:202601:use=-100 total=900");
    add(
        v,
        "settled-records-are-not-voided",
        "Accepted with the record that it rests on: a void of it afterwards has no effect, one of another record has.",
        open,
        List.of(
            january,
            late("2026-02-02", 202601, 7, 0, "b"),
            stated,
            dispute("2026-02-10", "d", 202601, "use=60", "[0]"),
            answer("2026-02-12", "d", "accept"),
            voiding("2026-02-13", 0),
            voiding("2026-02-14", 1)),
        "202601: fee=1000 use=107 total=1107",
        "202602: fee=1000 use=0 adj:202601:use=-7 set:d:202601:use=-47 total=946");
    add(
        v,
        "awarded-records-are-not-voided",
        "An award settles the records that it names; those of the claim that it does not name may still be voided.",
        open,
        List.of(
            january,
            late("2026-02-02", 202601, 7, 0, "b"),
            late("2026-02-02", 202601, 2, 0, "b"),
            stated,
            dispute("2026-02-10", "d", 202601, "use=60", "[0,2]"),
            resolve("2026-02-12", "d", "202601:use=-50", "[0]"),
            voiding("2026-02-13", 0),
            voiding("2026-02-14", 2)),
        "202602: fee=1000 use=0 adj:202601:use=-2 set:d:202601:use=-50 total=948");
    add(
        v,
        "records-settled-by-silence-only-when-the-window-is-over",
        "The provider's window ends on 17 March: a void of the 16th has an effect and one of the 18th has none.",
        rules("accepted"),
        List.of(
            january,
            late("2026-02-02", 202601, 7, 0, "b"),
            late("2026-02-02", 202601, 2, 0, "b"),
            stated,
            dispute("2026-02-10", "d", 202601, "use=60", "[0,2]"),
            state("2026-03-07", 202602),
            voiding("2026-03-16", 0),
            voiding("2026-03-18", 2)),
        "202603: fee=1000 use=0 adj:202601:use=-100 set:d:202601:use=-49 total=851");
    add(
        v,
        "restated",
        "The statement that was disputed said another hash and is replaced: silence settles nothing any more.",
        rules("accepted"),
        List.of(
            january,
            misstate("2026-02-06", 202601),
            disputed,
            state("2026-02-15", 202601),
            state("2026-03-07", 202602)),
        "202602: fee=1000 use=0 total=1000",
        "202603: fee=1000 use=0 total=1000");
    add(
        v,
        "settled-before-it-is-restated",
        "The window is over before the statement is replaced: what was settled stays.",
        rules("accepted"),
        List.of(
            january,
            misstate("2026-02-06", 202601),
            disputed,
            state("2026-03-07", 202602),
            state("2026-03-20", 202601)),
        "202603: fee=1000 use=0 set:d:202601:use=-40 total=960");
    add(
        v,
        "closing-statement",
        "March, the last month, is disputed in April and settled in June: the closing statement of June says so, those of May and July are none.",
        rules("open", "term", QUARTER),
        List.of(
            use(202603, 100, 0),
            state("2026-04-06", 202603),
            dispute("2026-04-10", "d", 202603, "use=99.99", "[]"),
            answer("2026-04-12", "d", "reject"),
            resolve("2026-06-20", "d", "202603:use=-0.005", "[]")),
        "202603: fee=1000 use=100 total=1100",
        "202605: CS-0702 2026-05",
        "202606: set:d:202603:use=-0.005 total=-0.005",
        "202607: CS-0702 2026-07");
    add(
        v,
        "closing-statement-after-all-is-final",
        "No month is adjusted any more 13 months after the term; a dispute that both resolve then is still posted.",
        rules("open", "term", QUARTER),
        List.of(
            use(202603, 100, 0),
            state("2026-04-06", 202603),
            dispute("2026-04-10", "d", 202603, "use=0", "[]"),
            resolve("2027-05-20", "d", "202603:use=-100", "[]")),
        "202704: CS-0702 2027-04",
        "202705: set:d:202603:use=-100 total=-100");
    add(
        v,
        "two-disputes-in-the-order-of-their-entries",
        "Settled in the other order, in one month: they stand by their dispute's entry, and their lines by the terms.",
        open,
        List.of(
            january,
            stated,
            dispute("2026-02-10", "a", 202601, "use=60", "[]"),
            dispute("2026-02-11", "b", 202601, "fee=900", "[]"),
            answer("2026-02-12", "b", "accept"),
            answer("2026-02-13", "a", "accept")),
        "202602: fee=1000 use=0 set:a:202601:use=-40 set:b:202601:fee=-100 total=860");
    add(
        v,
        "settled-while-periods-are-refused",
        "The calendar ends on 27 February, so February and March have no statement. January's dispute is accepted in February and 10 more of its calls come in March: the closing statement of April says both, that of May is none.",
        rules(
            "open",
            "term",
            QUARTER,
            "calendars",
            "{'cn':{'source':{'en':'x','zh':'x'},'statutory':[],'off':[],'work':[],'coveredTo':'2026-02-27'}}"),
        List.of(
            january,
            stated,
            disputed,
            answer("2026-02-20", "d", "accept"),
            late("2026-03-10", 202601, 10, 0, "b")),
        "202601: fee=1000 use=100 total=1100",
        "202604: adj:202601:use=10 set:d:202601:use=-40 total=-30",
        "202605: CS-0702 2026-05");
    v.check(SettledCases::answer);
  }
}
