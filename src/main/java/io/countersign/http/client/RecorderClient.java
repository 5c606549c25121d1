package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.recorder.RecorderNode;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Submission;
import io.countersign.witness.SourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The recorder's node over HTTP. Used by one thread.
public final class RecorderClient implements RecorderNode {
  private final LedgerClient ledger;
  private final Map<Bytes32, Terms> terms = new HashMap<>();

  public RecorderClient(LedgerClient ledger) {
    this.ledger = ledger;
  }

  @Override
  public Reached<Standing> standing(Address attester) {
    try {
      Reply reply = ledger.description();
      try {
        return standing(reply, attester);
      } catch (MalformedException e) {
        throw reply.unreadable(e);
      }
    } catch (SourceException e) {
      return new Reached.No<>(e.finding());
    }
  }

  private Reached<Standing> standing(Reply reply, Address attester) throws MalformedException {
    Fields f = reply.json();
    Vkey log = LedgerClient.log(ledger.genesis(reply), f.string("origin"));
    List<TermsVersion> versions = new ArrayList<>();
    for (Fields v : f.objects("versions", 1, 10_000)) {
      Bytes32 hash = v.bytes32("termsHash");
      versions.add(
          new TermsVersion(
              v.integer("index", 0, Json.MAX_INT),
              v.integer("version", 1, Json.MAX_INT),
              Period.parse(v.integer("effective", Period.MIN, Period.MAX)),
              terms(hash),
              hash,
              Bytes32.ZERO)); // whose digest it is plays no part in checking a record
    }
    for (Fields k : f.objects("keys", 0, 1_000)) {
      String role = k.string("role");
      if (k.string("key").equals(attester.toString())
          && (role.equals("signer") || role.equals("attester"))) {
        Party party =
            k.oneOf("party", List.of("provider", "client")).equals("provider")
                ? Party.PROVIDER
                : Party.CLIENT;
        return new Reached.Yes<>(
            new Standing(party, k.integer("nextSequence", 0, Json.MAX_INT), versions, log));
      }
    }
    return new Reached.No<>(
        new Finding(Code.RECORDER_KEY, "key", "an attester of a party", attester.toString()));
  }

  private Terms terms(Bytes32 hash) throws MalformedException {
    Terms known = terms.get(hash);
    if (known != null) {
      return known;
    }
    Optional<Bytes> document = ledger.object(hash, Terms.MAX_BYTES);
    if (document.isEmpty() || !Sha256.hash(document.get()).equals(hash)) {
      throw new SourceException(
          Code.SERVED_ALTERED, "terms", "object " + hash, document.isEmpty() ? "none" : "another");
    }
    Terms parsed = TermsParser.parse(document.get());
    terms.put(hash, parsed);
    return parsed;
  }

  @Override
  public Reached<Answer> submit(Submission submission) {
    try {
      return new Reached.Yes<>(ledger.submit(submission));
    } catch (SourceException e) {
      return new Reached.No<>(e.finding());
    }
  }
}
