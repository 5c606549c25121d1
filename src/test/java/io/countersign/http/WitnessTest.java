package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.merkle.Proofs;
import io.countersign.http.client.WitnessClient;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.PeerSizes;
import io.countersign.sequencer.Setting;
import io.countersign.service.LogNotes;
import io.countersign.service.Marks;
import io.countersign.service.Witness;
import io.countersign.service.WitnessSizes;
import io.countersign.service.Witnessing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints brought to a witness that was written from C2SP tlog-witness and runs apart.
@Timeout(120)
final class WitnessTest {
  private static final Agreed A = new Agreed("witnessed");

  @TempDir Path folder;

  private static Ledger ledger(Wired w) {
    return w.host.find(A.id()).orElseThrow();
  }

  private static Ledger opened(Wired w) {
    assertTrue(w.host.create(A.opening()) instanceof Ledger.Creation.Created);
    return ledger(w);
  }

  private static void grow(Wired w, int sequence) {
    Answer answer = ledger(w).submit(A.attestation(sequence, Setting.calls(sequence, 1)));
    assertTrue(answer instanceof Answer.Accepted, answer::toString);
  }

  private static SignedNote served(Wired w) {
    return LogNotes.newest(ledger(w));
  }

  private static Node.Settings settings(String witness) throws MalformedException {
    return new Node.Settings(
        Config.parse(
            Optional.of(
                Bytes.utf8(
                    "{\"key\":\"log\",\"listen\":\"127.0.0.1:0\",\"logLevel\":\"off\","
                        + "\"marks\":false,\"witnesses\":[\""
                        + witness
                        + "\"]}")),
            Map.of(),
            Map.of()),
        1,
        "");
  }

  @Test
  void node_whoseLedgerGrows_bringsItsCheckpoints_andServesTheCosignatures() throws Exception {
    try (SpecWitness witness = new SpecWitness();
        Wired w = new Wired(folder, settings(witness.format()), List.of())) {
      Ledger ledger = opened(w);
      witness.log = ledger.log();
      Witness named = Witness.parse(witness.format());
      w.node.askWitness(named);
      assertEquals(List.of("old 0"), witness.asked);
      assertEquals(
          1,
          Checkpoint.open(served(w), ledger.log(), List.of(witness.key.vkey()))
              .cosignatures()
              .size());
      assertEquals(2, served(w).signatures().size());
      w.node.askWitness(named);
      assertEquals(1, witness.asked.size(), "an unchanged ledger is not brought again");
      grow(w, 0);
      grow(w, 1);
      w.node.askWitness(named);
      assertEquals(1, witness.asked.size(), "not before the pause is over");
      w.millis.addAndGet(Witnessing.PAUSE_MILLIS);
      w.node.askWitness(named);
      assertEquals(List.of("old 0", "old 1"), witness.asked);
      assertEquals(3, witness.size);
      assertEquals(2, served(w).signatures().size());
    }
  }

  private Witnessing witnessing(Wired w, SpecWitness witness, WitnessClient client)
      throws MalformedException {
    return new Witnessing(List.of(Witness.parse(witness.format())), client, w.clock);
  }

  @Test
  void witness_thatSawAnotherSize_isAskedAgainFromThere() throws Exception {
    try (SpecWitness witness = new SpecWitness();
        WitnessClient client = new WitnessClient();
        Wired w = new Wired(folder, Limits.STANDARD, List.of())) {
      witness.log = opened(w).log();
      grow(w, 0);
      grow(w, 1);
      Bytes32 root = ledger(w).look(s -> s.tree().root(2));
      witness.size = 2;
      witness.root = root;
      Witnessing asking = witnessing(w, witness, client);
      assertEquals(List.of(), asking.round(w.host, asking.witnesses().getFirst()));
      assertEquals(List.of("old 0", "old 2"), witness.asked);
      assertEquals(3, witness.size);
      assertEquals(2, served(w).signatures().size());
    }
  }

  @Test
  void witness_thatSawMoreOrAnotherTree_isAFaultAndNothingIsKept() throws Exception {
    try (SpecWitness witness = new SpecWitness();
        WitnessClient client = new WitnessClient();
        Wired w = new Wired(folder, Limits.STANDARD, List.of())) {
      witness.log = opened(w).log();
      witness.size = 9;
      Witnessing asking = witnessing(w, witness, client);
      Witness named = asking.witnesses().getFirst();
      assertEquals(List.of(Code.WITNESS_AHEAD), codes(asking.round(w.host, named)));
      assertEquals(1, served(w).signatures().size());
      assertEquals(1, asking.faults().size());
      grow(w, 0);
      witness.size = 1;
      witness.root = Sha256.hash(Bytes.utf8("another history"));
      w.millis.addAndGet(10_000);
      // the proof does not lead there: 422
      assertEquals(List.of(Code.WITNESS_REFUSED), codes(asking.round(w.host, named)));
      assertEquals(1, served(w).signatures().size());
    }
  }

  @Test
  void witness_thatFails_isLeftAloneLongerAndLonger() throws Exception {
    try (SpecWitness witness = new SpecWitness();
        WitnessClient client = new WitnessClient();
        Wired w = new Wired(folder, Limits.STANDARD, List.of())) {
      witness.log = opened(w).log();
      witness.status = 500;
      Witnessing asking = witnessing(w, witness, client);
      Witness named = asking.witnesses().getFirst();
      assertEquals(List.of(Code.WITNESS_REFUSED), codes(asking.round(w.host, named)));
      assertEquals(List.of(), asking.round(w.host, named));
      assertEquals(1, witness.asked.size());
      w.millis.addAndGet(5_000);
      assertEquals(List.of(), asking.round(w.host, named), "known already");
      assertEquals(2, witness.asked.size());
      w.millis.addAndGet(5_000);
      asking.beforeMark(ledger(w));
      assertEquals(2, witness.asked.size(), "the pause has doubled");
      witness.status = 200;
      witness.lies = true;
      w.millis.addAndGet(5_000);
      assertEquals(List.of(Code.WITNESS_ANSWER), codes(asking.round(w.host, named)));
      assertEquals(1, served(w).signatures().size());
      witness.lies = false;
      w.millis.addAndGet(60_000);
      assertEquals(List.of(), asking.round(w.host, named));
      assertEquals(2, served(w).signatures().size());
      assertEquals(Map.of(), asking.faults());
      witness.stop();
      grow(w, 0);
      w.millis.addAndGet(60_000);
      assertEquals(List.of(Code.WITNESS_SILENT), codes(asking.round(w.host, named)));
    }
  }

  @Test
  void restoredEnd_broughtToAWitness_tellsWhatItHasSeen() throws Exception {
    try (SpecWitness witness = new SpecWitness();
        WitnessClient client = new WitnessClient();
        Wired w = new Wired(folder, Limits.STANDARD, List.of())) {
      witness.log = opened(w).log();
      grow(w, 0);
      grow(w, 1);
      Bytes32 root = ledger(w).look(s -> s.tree().root(3));
      Witness named = Witness.parse(witness.format());
      witness.size = 2;
      witness.root = ledger(w).look(s -> s.tree().root(2));
      assertEquals(
          Optional.of(new PeerSizes.Known("witness.example", 3, root)), asked(w, client, named));
      witness.size = 9;
      assertEquals(9, asked(w, client, named).orElseThrow().size());
      witness.size = 3;
      witness.root = Bytes32.ZERO;
      assertEquals(Bytes32.ZERO, asked(w, client, named).orElseThrow().root());
      witness.status = 404;
      assertEquals(Optional.empty(), asked(w, client, named));
    }
  }

  private static Optional<PeerSizes.Known> asked(Wired w, WitnessClient client, Witness named)
      throws MalformedException {
    SignedNote note = ledger(w).checkpoint();
    Checkpoint end = Checkpoint.parse(note.text());
    return ledger(w).look(s -> new WitnessSizes(client).ask(named, s.tree(), note, end));
  }

  @Test
  void mark_carriesWhatTheWitnessCosignedJustBefore() throws Exception {
    try (SpecWitness witness = new SpecWitness();
        WitnessClient client = new WitnessClient();
        Wired w = new Wired(folder, Limits.STANDARD, List.of())) {
      witness.log = opened(w).log();
      grow(w, 0);
      Witnessing asking = witnessing(w, witness, client);
      w.millis.addAndGet(40L * 86_400_000);
      long marked = ledger(w).size();
      Optional<Answer> mark = new Marks(w.clock, asking::beforeMark).markIfDue(ledger(w));
      assertTrue(mark.orElseThrow() instanceof Answer.Accepted, mark::toString);
      assertEquals(List.of("old 0"), witness.asked);
      Leaf leaf = Leaf.parse(ledger(w).store().leaf(marked).orElseThrow());
      SignedNote note = SignedNote.parse(ledger(w).store().object(leaf.envelope()).orElseThrow());
      assertEquals(2, note.signatures().size());
      assertTrue(note.signatures().getLast().claims(witness.key.vkey()));
    }
  }

  private static List<Code> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).toList();
  }

  /// A witness of one log, after the text of C2SP tlog-witness.
  private static final class SpecWitness implements AutoCloseable {
    final NoteSigner key;
    final List<String> asked = new ArrayList<>();
    private final HttpServer server;
    volatile Vkey log;
    volatile long size;
    volatile Bytes32 root = Bytes32.ZERO;
    volatile int status = 200;
    volatile boolean lies;

    SpecWitness() throws Exception {
      key = NoteSigner.cosigner("witness.example", Ed25519Key.of(Sha256.hash(Bytes.utf8("w"))));
      log = Setting.logVkey();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/add-checkpoint", this::handle);
      server.start();
    }

    String format() {
      return key.vkey().format() + " http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange e) throws IOException {
      try (e) {
        String body = new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(body.substring(0, body.indexOf('\n')));
        try {
          answer(e, body);
        } catch (MalformedException bad) {
          send(e, 422, "");
        }
      }
    }

    private void answer(HttpExchange e, String body) throws IOException, MalformedException {
      if (status != 200) {
        send(e, status, "");
        return;
      }
      int split = body.indexOf("\n\n");
      String[] head = body.substring(0, split).split("\n", -1);
      long old = Long.parseLong(head[0].substring("old ".length()));
      SignedNote note = SignedNote.parse(Bytes.utf8(body.substring(split + 2)));
      Checkpoint c = Checkpoint.open(note, log);
      if (old > c.size()) {
        send(e, 400, "");
      } else if (old != size || (old == c.size() && !c.root().equals(root))) {
        e.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
        send(e, 409, size + "\n");
      } else {
        List<Bytes32> proof = new ArrayList<>();
        for (int i = 1; i < head.length; i++) {
          proof.add(Base64s.parse32(head[i]));
        }
        if (old > 0) {
          Proofs.checkConsistency(old, c.size(), root, c.root(), proof);
        }
        size = c.size();
        root = c.root();
        String text = lies ? c.text() + "more\n" : c.text();
        send(e, 200, key.cosign(text, 1_700_000_000).format() + "\n");
      }
    }

    private static void send(HttpExchange e, int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      e.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      e.getResponseBody().write(bytes);
    }

    void stop() {
      server.stop(0);
    }

    @Override
    public void close() {
      stop();
    }
  }
}
