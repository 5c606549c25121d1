package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.PayloadSource;
import io.countersign.core.ledger.TagList;
import io.countersign.core.ledger.Workers;
import io.countersign.sequencer.Ledger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an entry names, read and hashed on the caller's thread: for trials, which ask the ledger's
/// writer no more than what only its state can say.
///
/// For one entry; one owner.
public final class ReadAhead implements ObjectSource, PayloadSource {
  private final Ledger ledger;
  private final Workers workers;
  private final Map<Bytes32, Bytes> objects = new HashMap<>();
  private final Optional<Bytes> given;

  private @Nullable Party party;
  private Payload.@Nullable Opened opened;
  private @Nullable MalformedException fault;
  private TagList.@Nullable Hashed tags;

  /// @param objects that come with the entry
  /// @param payload that comes with it
  /// @param workers runs loops over records
  public ReadAhead(Ledger ledger, List<Bytes> objects, Optional<Bytes> payload, Workers workers) {
    this.ledger = ledger;
    this.workers = workers;
    this.given = payload;
    objects.forEach(o -> this.objects.put(Sha256.hash(o), o));
  }

  /// Reads what is long of `entry`: the records of an attestation, the tags of a void.
  public void read(Entry entry) {
    switch (entry) {
      case Entry.Attestation a -> {
        Optional<Party> by = ledger.look(s -> s.keys().partyOf(a.attester()));
        Optional<Bytes> bytes = payload(a.recordsRoot());
        if (by.isPresent() && bytes.isPresent()) {
          records(by.get(), bytes.get());
        }
      }
      case Entry.Voiding v -> object(v.list()).ifPresent(this::tags);
      default -> {}
    }
  }

  private void records(Party by, Bytes bytes) {
    party = by;
    try {
      opened = Payload.parse(bytes).open(by, ledger.pepper(), workers);
    } catch (MalformedException e) {
      fault = e;
    }
  }

  private void tags(Bytes bytes) {
    try {
      tags = TagList.parse(bytes).hashed();
    } catch (MalformedException e) {
      // Found again, at the same place, by whoever needs the list.
      tags = null;
    }
  }

  @Override
  public Optional<Bytes> object(Bytes32 sha256) {
    Bytes mine = objects.get(sha256);
    return mine != null ? Optional.of(mine) : ledger.store().object(sha256);
  }

  @Override
  public Optional<TagList.Hashed> tags(Bytes32 sha256) {
    TagList.Hashed read = tags;
    return read != null && read.hash().equals(sha256) ? Optional.of(read) : Optional.empty();
  }

  @Override
  public Optional<Bytes> payload(Bytes32 recordsRoot) {
    return given.or(() -> ledger.store().payload(recordsRoot));
  }

  @Override
  public Optional<Payload.Opened> opened(Bytes32 recordsRoot, Party by) throws MalformedException {
    if (by != party) {
      return Optional.empty();
    }
    if (fault != null) {
      throw fault;
    }
    return Optional.ofNullable(opened);
  }
}
