package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Vkey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may sign what, as the ledger stands: the keys of Genesis and what key entries made of them.
///
/// Source: `src/docs/formats.md` §8. Each key has one role and one party for ever; one that was
/// removed does not come back.
public final class Keys {
  /// Most keys of one role that a party has at a time.
  public static final int MAX_KEYS = 64;

  private final Genesis genesis;
  private final Map<Party, Set<Address>> signers = new EnumMap<>(Party.class);
  private final Map<Party, Set<Address>> attesters = new EnumMap<>(Party.class);
  private final Map<Party, Set<Bytes32>> cosigners = new EnumMap<>(Party.class);
  private final Map<Party, Address> recovery = new EnumMap<>(Party.class);
  private final Map<Address, Party> partyOf = new HashMap<>();
  private final Map<Address, Address> successorOf = new HashMap<>();
  private final Set<Bytes32> taken = new HashSet<>();

  Keys(Genesis genesis) {
    this.genesis = genesis;
    for (Party p : Party.values()) {
      signers.put(p, new LinkedHashSet<>(List.of(genesis.signer(p))));
      attesters.put(p, new LinkedHashSet<>());
      cosigners.put(p, new LinkedHashSet<>());
      recovery.put(p, genesis.recovery(p));
      partyOf.put(genesis.signer(p), p);
      taken.add(genesis.signer(p).toBytes32());
      taken.add(genesis.recovery(p).toBytes32());
    }
    if (!genesis.arbiter().isZero()) {
      taken.add(genesis.arbiter().toBytes32());
    }
    taken.add(genesis.logKey());
  }

  /// The current signer keys of `party`, in order of registration.
  public Set<Address> signers(Party party) {
    return Collections.unmodifiableSet(of(signers, party));
  }

  /// The current attester keys of `party`, without its signer keys.
  public Set<Address> attesters(Party party) {
    return Collections.unmodifiableSet(of(attesters, party));
  }

  /// The current raw Ed25519 keys with which `party` cosigns.
  public Set<Bytes32> cosigners(Party party) {
    return Collections.unmodifiableSet(of(cosigners, party));
  }

  public Address recovery(Party party) {
    return of(recovery, party);
  }

  /// Zero if the parties named none.
  public Address arbiter() {
    return genesis.arbiter();
  }

  public Bytes32 logKey() {
    return genesis.logKey();
  }

  /// The party whose signer or attester key this is or was.
  public Optional<Party> partyOf(Address key) {
    return Optional.ofNullable(partyOf.get(key));
  }

  /// Whether `key` may attest now: as an attester key or as a signer key.
  public boolean mayAttest(Address key) {
    Party p = partyOf.get(key);
    return p != null && (of(signers, p).contains(key) || of(attesters, p).contains(key));
  }

  /// Whether the records of `attester` are `key`'s own: it attested them itself or took over from
  /// the key that did.
  boolean inherits(Address key, Address attester) {
    Address at = attester;
    while (at != null && !at.equals(key)) {
      at = successorOf.get(at);
    }
    return at != null;
  }

  /// The key under which a party's cosignatures stand in notes: its name follows from the origin.
  public static Vkey cosignerVkey(String origin, Party party, Bytes32 key) {
    return new Vkey(cosignerName(origin, party), Vkey.Type.COSIGNATURE, key);
  }

  /// `<origin>/cosigner/<provider|client>`.
  public static String cosignerName(String origin, Party party) {
    return origin + "/cosigner/" + party.text();
  }

  boolean isTaken(Bytes32 key) {
    return taken.contains(key);
  }

  /// The current keys of a role, in the form of a key entry.
  List<Bytes32> current(Party party, KeyRole role) {
    List<Bytes32> out = new ArrayList<>();
    switch (role) {
      case ATTESTER -> of(attesters, party).forEach(a -> out.add(a.toBytes32()));
      case SIGNER -> of(signers, party).forEach(a -> out.add(a.toBytes32()));
      case COSIGNER -> out.addAll(of(cosigners, party));
      case RECOVERY -> out.add(recovery(party).toBytes32());
    }
    return out;
  }

  /// Carries out a key entry that was found admissible.
  ///
  /// @param signedBy the addresses behind its signatures
  void change(Entry.Key e, Map<Signer, Address> signedBy) {
    Party p = e.party();
    switch (e.action()) {
      case ADD -> add(e);
      case REVOKE -> remove(e);
      case REPLACE -> {
        switch (e.role()) {
          case ATTESTER -> {
            Address old = of(signedBy, Signer.ATTESTER);
            of(attesters, p).remove(old);
            successorOf.put(old, Address.ofBytes32(e.key()));
          }
          case SIGNER -> {
            Address old = signedBy.get(Signer.SIGNER);
            Set<Address> now = of(signers, p);
            List<Address> out = old == null ? List.copyOf(now) : List.of(old);
            for (Address a : out) {
              now.remove(a);
              successorOf.put(a, Address.ofBytes32(e.key()));
            }
          }
          case COSIGNER -> of(cosigners, p).clear();
          case RECOVERY -> {}
        }
        add(e);
      }
    }
  }

  private void add(Entry.Key e) {
    Party p = e.party();
    taken.add(e.key());
    switch (e.role()) {
      case ATTESTER -> {
        of(attesters, p).add(Address.ofBytes32(e.key()));
        partyOf.put(Address.ofBytes32(e.key()), p);
      }
      case SIGNER -> {
        of(signers, p).add(Address.ofBytes32(e.key()));
        partyOf.put(Address.ofBytes32(e.key()), p);
      }
      case COSIGNER -> of(cosigners, p).add(e.key());
      case RECOVERY -> recovery.put(p, Address.ofBytes32(e.key()));
    }
  }

  private void remove(Entry.Key e) {
    Party p = e.party();
    switch (e.role()) {
      case ATTESTER -> of(attesters, p).remove(Address.ofBytes32(e.key()));
      case SIGNER -> of(signers, p).remove(Address.ofBytes32(e.key()));
      case COSIGNER -> of(cosigners, p).remove(e.key());
      case RECOVERY -> throw new IllegalStateException("a recovery key is only replaced");
    }
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing under " + key);
    }
    return value;
  }
}
