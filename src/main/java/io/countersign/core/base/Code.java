package io.countersign.core.base;

import java.util.Locale;

/// The stable code of every failure that somebody can cause: `CS-` and four digits, never reused,
/// never renamed.
///
/// Hundreds: 01 encoding, 02 keys and signatures, 03 trees, notes and checkpoints, 04 terms
/// (validity), 05 entries, 06 records, 07 rating and statements, 08 bundle, policy and
/// verification, 09 store and sequencer, 10 intake, 11 command line and key files, 12 terms
/// (advice). `src/docs/errors.md` explains each; the message catalogues hold the sentences in both
/// languages.
public enum Code {
  // 01: encoding
  JSON_SYNTAX(101),
  JSON_NOT_CANONICAL(102),
  JSON_NUMBER(103),
  JSON_STRING(104),
  JSON_KEY(105),
  JSON_DUPLICATE_KEY(106),
  JSON_DEPTH(107),
  INPUT_TOO_LARGE(108),
  UTF8(109),
  TRAILING_BYTES(110),
  FIELD_MISSING(111),
  FIELD_UNKNOWN(112),
  FIELD_TYPE(113),
  FIELD_RANGE(114),
  FIELD_PATTERN(115),
  HEX_FORM(116),
  BASE64_FORM(117),

  // 02: keys and signatures

  // 03: trees, notes and checkpoints
  ADDRESS_FORM(201),
  SIGNATURE_FORM(202),
  SIGNATURE_RANGE(203),
  SIGNATURE_HIGH_S(204),
  SIGNATURE_V(205),
  SECRET_KEY_RANGE(206),
  KEY_NAME(207),
  VKEY_FORM(208),
  VKEY_ID(209),
  VKEY_TYPE(210),
  VKEY_POINT(211),

  // 03: trees, notes and checkpoints
  PROOF_INDEX(301),
  PROOF_LENGTH(302),
  INCLUSION_ROOT_MISMATCH(303),
  CONSISTENCY_SIZES(304),
  CONSISTENCY_ROOT_MISMATCH(305),
  FRONTIER_FORM(306),
  NOTE_FORM(307),
  NOTE_TEXT(308),
  NOTE_SIGNATURE_LINE(309),
  NOTE_SIGNATURES_MANY(310),
  NOTE_SIGNATURE_BAD(311),
  NOTE_UNSIGNED(312),
  CHECKPOINT_FORM(313),
  CHECKPOINT_ORIGIN(314),
  COSIGNATURE_FORM(315),
  PROOF_FILE_FORM(316),
  TILE_PATH(317),
  TILE_SIZE(318),
  TILE_MISSING(319),
  TILE_MISMATCH(320),
  ENTRY_BUNDLE_FORM(321),
  SUM_PATH_FORM(322),
  SUM_OVERFLOW(323),
  SUM_ROOT_MISMATCH(324),

  // 04: terms, validity

  // 05: entries

  // 06: records

  // 07: rating and statements

  // 04: terms, validity

  // 05: entries

  // 06: records

  // 07: rating and statements

  // 08: bundle, policy and verification
  BUNDLE_FORM(810),
  BUNDLE_PART(811),
  BUNDLE_NAME(812),
  BUNDLE_MISSING(813),
  BUNDLE_UNREFERRED(814),
  OBJECT_HASH(815),
  LEDGER_ID(820),
  OPERATOR_NAME(821),
  PEPPER(822),
  CHECKPOINT_NOTE(823),
  TREE_SIZE(824),
  TREE_ROOT(825),
  TILE_CONTENT(826),
  CHAIN_BROKEN(827),
  ENTRY_IGNORED(828),
  ENTRY_SIGNATURE(829),
  ATTESTER_SEQUENCE(830),
  ENTRY_TERMS(831),
  SIGNER_SAW_OTHER_TREE(832),
  RECORDS_MISSING(835),
  RECORDS_ROOT_OTHER(836),
  RECORD_REPEATED(837),
  RECORD_IGNORED(838),
  SEEN_TRUNCATED(840),
  SEEN_OTHER_ROOT(841),
  NOT_FRESH(842),
  COSIGNATURE(843),
  QUORUM(844),
  MARK(845),
  LEAF_TIME(846),
  ANCHOR_UNCHECKED(847),
  STATEMENT_BASIS(850),
  STATEMENT_OBJECT(851),
  STATEMENT_MEASURE(852),
  STATEMENT_LINE(853),
  STATEMENT_TRACE(854),
  STATEMENT_ADJUSTMENT(855),
  STATEMENT_IGNORED_RECORDS(856),
  STATEMENT_RESULTS_ROOT(857),
  STATEMENT_TOTAL(858),
  STATEMENT_HASH(859),
  STATEMENT_REFUSED(860),
  ACCEPTANCE_UNFOUNDED(861),
  PROOF_FORM(870),
  PROOF_INCLUSION(871),
  PROOF_LEAF(872),
  PROOF_SIGNATURE(873),
  PROOF_RECORD(874),
  PROOF_SCOPE(875),
  VERIFIER_FAULT(899),

  // 08: bundle, policy and verification

  // 09: store and sequencer
  STORE_LOCKED(901),
  STORE_NOT_FOUND(902),
  STORE_EXISTS(903),
  STORE_VERSION(904),
  STORE_DAMAGED(905),
  STORE_FULL(906),
  STORE_IO(907),
  STORE_OBJECT_HASH(908),
  STORE_NOT_A_LEDGER(909),
  SEQUENCER_BUSY(910),
  SEQUENCER_CLOSED(911),
  SEQUENCER_LOG_KEY(912),

  // 10: intake
  IMPORT_HEADER(1001),
  IMPORT_COLUMNS(1002),
  IMPORT_TIME(1003),
  IMPORT_DATE(1004),
  IMPORT_NUMBER(1005),
  IMPORT_VALUE(1006),
  IMPORT_LINE_TOO_LONG(1007),
  IMPORT_TOO_MANY(1008),
  IMPORT_TRUNCATED(1009),
  IMPORT_COMPRESSION(1010),
  IMPORT_DUPLICATE(1011),
  IMPORT_CONFLICT(1012),
  IMPORT_CLOCK(1013),

// 11: command line and key files

// 12: terms, advice

;

  private final int number;

  Code(int number) {
    this.number = number;
  }

  /// `CS-0107`.
  public String id() {
    return String.format(Locale.ROOT, "CS-%04d", number);
  }

  /// `inclusion-root-mismatch`: the constant's name in lower case with hyphens.
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public int number() {
    return number;
  }

  @Override
  public String toString() {
    return id() + " " + slug();
  }
}
