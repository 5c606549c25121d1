// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgreementTerms} from "../src/AgreementTerms.sol";
import {TestBase} from "./TestBase.sol";
import {Vm} from "./Vm.sol";

/// @title The signed terms: ledgers that the Java code signed, each input corrupted, and keys that change
/// @author Countersign
contract AgreementTermsTest is TestBase {
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    uint256 private constant PROVIDER = 11; // private keys
    uint256 private constant PROVIDER_RECOVERY = 12;
    uint256 private constant CLIENT = 21;
    uint256 private constant CLIENT_RECOVERY = 22;
    uint256 private constant ARBITER = 31;
    uint8 private constant ADD = 1;
    uint8 private constant REVOKE = 2;
    uint8 private constant REPLACE = 3;
    uint8 private constant SIGNER = 2;
    uint8 private constant RECOVERY = 4;

    AgreementTerms private _terms;
    bytes private _genesis;
    bytes32 private _ledger;
    AgreementTerms.Agreement[] private _agreements;
    AgreementTerms.KeyChange[] private _changes;

    function setUp() external {
        _terms = new AgreementTerms();
        _genesis = abi.encodePacked(
            hex"1001",
            _word(PROVIDER),
            _word(PROVIDER_RECOVERY),
            _word(CLIENT),
            _word(CLIENT_RECOVERY),
            _word(ARBITER),
            _leaves(1, 5)
        );
        _ledger = sha256(_genesis);
    }

    /// @notice Every ledger of the vectors that is good: its agreements and key entries, signed by the Java code.
    function test_check_ofOwnVectors_isAsTheirLedgersSay() external {
        Vm.DirEntry[] memory files = VM.readDir(string.concat(OWN, "ledger"), 1);
        uint256 ledgers;
        uint256 amended;
        uint256 changed;
        for (uint256 i = 0; i < files.length; ++i) {
            if (!_contains(files[i].path, "/happy-path-")) {
                continue;
            }
            string memory json = VM.readFile(files[i].path);
            _load(json);
            uint32 last = _agreements[_agreements.length - 1].effectivePeriod;
            (bytes32 ledger, uint32 version, bytes32 hash) = _terms.check(_genesis, _agreements, _changes, last);
            (, bytes32 want) = _hash(VM.parseJsonString(json, ".want.ledger"));
            _check(ledger == want, files[i].path);
            _check(version == _agreements.length, files[i].path);
            _check(hash == _agreements[_agreements.length - 1].termsHash, files[i].path);
            ++ledgers;
            amended += _agreements.length > 1 ? 1 : 0;
            changed += _changes.length;
        }
        _check(ledgers > 10 && amended > 3 && changed > 2, "too few vectors");
    }

    function test_check_ofAnAmendment_isByPeriod() external {
        string memory json = VM.readFile(string.concat(OWN, "ledger/happy-path-amendment.json"));
        _load(json);
        _inForce(202_601, 1);
        _inForce(202_602, 2);
        _inForce(209_912, 2);
        _no(_callOf(202_512), abi.encodeWithSelector(AgreementTerms.NoTerms.selector, 202_512), "before the first");
        // the digests are those of the leaves: bytes 58 to 90
        for (uint32 i = 0; i < 2; ++i) {
            string memory leaf = VM.parseJsonString(json, string.concat(".inputs.entries[", _text(i), "].leaf"));
            bytes32 before = i == 0 ? bytes32(0) : _agreements[0].termsHash;
            bytes32 digest = _terms.agreementDigest(_ledgerOf(), i + 1, before, _agreements[i]);
            _check(_slice(VM.parseBytes(string.concat("0x", leaf)), 58) == digest, "digest");
        }
    }

    function test_record_ofAnAmendment_isAnEvent() external {
        _load(VM.readFile(string.concat(OWN, "ledger/happy-path-amendment.json")));
        VM.recordLogs();
        _terms.record(_genesis, _agreements, _changes, 202_601);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        _check(logs.length == 1 && logs[0].topics[0] == AgreementTerms.TermsShown.selector, "its name");
        _check(logs[0].topics[1] == _ledgerOf(), "its ledger");
        _check(logs[0].topics[2] == bytes32(uint256(202_601)), "its period");
        _check(logs[0].topics[3] == _agreements[0].termsHash, "its terms");
        bytes32 digest = _terms.agreementDigest(_ledgerOf(), 1, 0, _agreements[0]);
        _check(keccak256(logs[0].data) == keccak256(abi.encode(1, 2, digest)), "its data");
    }

    function test_check_ofEachCorruptedMember_isRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _sign(2, 202_603, PROVIDER, CLIENT);
        _inForce(202_603, 2);
        for (uint256 i = 0; i < 2; ++i) {
            AgreementTerms.Agreement storage a = _agreements[i];
            a.termsHash ^= bytes32(uint256(1));
            _refusedCall("termsHash");
            a.termsHash ^= bytes32(uint256(1));
            ++a.effectivePeriod;
            _refusedCall("effectivePeriod");
            --a.effectivePeriod;
            ++a.seenSize;
            _refusedCall("seenSize");
            --a.seenSize;
            a.seenRoot ^= bytes32(uint256(1));
            _refusedCall("seenRoot");
            a.seenRoot ^= bytes32(uint256(1));
            ++a.signedAt;
            _refusedCall("signedAt");
            --a.signedAt;
            (bytes memory client, bytes memory provider) = (a.client, a.provider); // copies
            (a.client, a.provider) = (provider, client);
            _refusedCall("signatures swapped");
            (a.client, a.provider) = (client, provider);
        }
        _inForce(202_603, 2); // all is as it was
        for (uint256 i = 0; i < _genesis.length; i += 16) {
            _genesis[i] ^= 0x01;
            _refusedCall("genesis");
            _genesis[i] ^= 0x01;
        }
        _genesis.push(0);
        _no(_callOf(202_603), abi.encodeWithSelector(AgreementTerms.GenesisForm.selector, 323), "323 bytes");
    }

    function test_check_ofVersionsOutOfOrder_isRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _sign(2, 202_603, PROVIDER, CLIENT);
        AgreementTerms.Agreement[] memory both = _agreements;
        _agreements.pop();
        _inForce(202_603, 1); // a prefix of the chain is a chain
        _agreements[0] = both[1];
        _refusedCall("the second alone");
        _agreements.push(both[0]);
        _refusedCall("swapped");
        _agreements[0] = both[0];
        _refusedCall("the first twice");
        _agreements.pop();
        _agreements.pop();
        _no(_callOf(202_603), abi.encodeWithSelector(AgreementTerms.NoTerms.selector, 202_603), "none");
    }

    function test_check_ofAFirstVersionThatSawSomething_isRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _agreements[0].seenSize = 1;
        bytes memory said = abi.encodeWithSelector(AgreementTerms.FirstAgreement.selector);
        _no(_callOf(202_601), said, "seenSize");
        (_agreements[0].seenSize, _agreements[0].seenRoot) = (0, bytes32(uint256(1)));
        _no(_callOf(202_601), said, "seenRoot");
    }

    function test_check_ofWrongPeriods_isRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        bytes4 form = AgreementTerms.PeriodForm.selector;
        uint32[6] memory wrong = [uint32(0), 202_600, 202_613, 196_912, 210_001, type(uint32).max];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _no(_callOf(wrong[i]), abi.encodeWithSelector(form, wrong[i]), "period asked");
        }
        _sign(2, 202_613, PROVIDER, CLIENT);
        _no(_callOf(202_601), abi.encodeWithSelector(form, 202_613), "effective period");
        _agreements.pop();
        _sign(2, 202_512, PROVIDER, CLIENT);
        bytes4 order = AgreementTerms.PeriodOrder.selector;
        _no(_callOf(202_601), abi.encodeWithSelector(order, 202_601, 202_512), "before the first");
    }

    function test_check_ofWrongSignatures_isRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        AgreementTerms.Agreement storage a = _agreements[0];
        bytes memory good = a.provider;
        (bytes32 r, bytes32 s) = (_slice(good, 0), _slice(good, 32));
        uint8 v = uint8(good[64]);
        bytes[9] memory wrong = [
            abi.encodePacked(r, s),
            abi.encodePacked(r, s, v, v),
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(r, s, v + 2),
            abi.encodePacked(r, bytes32(ORDER - uint256(s)), 55 - v), // valid for a plain ecrecover
            abi.encodePacked(r, bytes32(0), v),
            abi.encodePacked(bytes32(0), s, v),
            abi.encodePacked(r, bytes32(type(uint256).max), v),
            bytes("")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            a.provider = wrong[i];
            _no(_callOf(202_601), abi.encodeWithSelector(AgreementTerms.SignatureForm.selector), "form");
        }
        bytes4 key = AgreementTerms.SignatureKey.selector;
        a.provider = abi.encodePacked(bytes32(ORDER), s, v);
        _no(_callOf(202_601), abi.encodeWithSelector(key, bytes1("p"), address(0)), "of nobody");
        _agreements.pop();
        _sign(1, 202_601, PROVIDER, CLIENT_RECOVERY);
        bytes memory said = abi.encodeWithSelector(key, bytes1("c"), VM.addr(CLIENT_RECOVERY));
        _no(_callOf(202_601), said, "by the recovery key");
        _agreements.pop();
        _sign(1, 202_601, ARBITER, CLIENT);
        _no(_callOf(202_601), abi.encodeWithSelector(key, bytes1("p"), VM.addr(ARBITER)), "by the arbiter");
    }

    function test_check_ofAGenesisWithoutArbiter_isGood() external {
        for (uint256 i = 2 + 4 * 32; i < 2 + 5 * 32; ++i) {
            _genesis[i] = 0;
        }
        _ledger = sha256(_genesis);
        _sign(1, 202_601, PROVIDER, CLIENT);
        _inForce(202_601, 1);
    }

    function test_check_ofAGenesisWithWrongKeys_isRefused() external {
        bytes4 keys = AgreementTerms.GenesisKeys.selector;
        uint256[4] memory secrets = [PROVIDER, PROVIDER_RECOVERY, CLIENT, CLIENT_RECOVERY];
        for (uint256 i = 0; i < 4; ++i) {
            _setKey(i, bytes32(0));
            _no(_callOf(202_601), abi.encodeWithSelector(keys, bytes32(0)), "zero");
            _setKey(i, _word(ARBITER));
            _no(_callOf(202_601), abi.encodeWithSelector(keys, _word(ARBITER)), "twice");
            bytes32 padded = _word(secrets[i]) | bytes32(uint256(1) << 160);
            _setKey(i, padded);
            _no(_callOf(202_601), abi.encodeWithSelector(keys, padded), "not padded");
            _setKey(i, _word(secrets[i]));
        }
    }

    function test_keys_replacedByThemselves_takeOver() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, REPLACE, 2, SIGNER, 41, CLIENT, false);
        _sign(2, 202_602, PROVIDER, 41);
        _inForce(202_602, 2);
        _agreements.pop();
        _sign(2, 202_602, PROVIDER, CLIENT);
        bytes memory said = abi.encodeWithSelector(AgreementTerms.SignatureKey.selector, bytes1("c"), VM.addr(CLIENT));
        _no(_callOf(202_602), said, "the old key");
        _changes.pop();
        _inForce(202_602, 2); // what is not shown is not known
    }

    function test_keys_replacedByRecovery_takeOverFromAll() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, ADD, 1, SIGNER, 41, PROVIDER, false);
        _change(1, ADD, 1, SIGNER, 42, 41, false);
        _change(1, REPLACE, 1, SIGNER, 43, PROVIDER_RECOVERY, true);
        _sign(2, 202_602, 43, CLIENT);
        _inForce(202_602, 2);
        uint256[3] memory gone = [PROVIDER, 41, 42];
        for (uint256 i = 0; i < 3; ++i) {
            _agreements.pop();
            _sign(2, 202_602, gone[i], CLIENT);
            _refusedCall("a key that was replaced");
        }
    }

    function test_keys_added_signBesideTheOthers() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, ADD, 1, SIGNER, 41, PROVIDER_RECOVERY, true);
        _sign(2, 202_602, 41, CLIENT);
        _sign(3, 202_603, PROVIDER, CLIENT);
        _inForce(202_603, 3);
        _change(3, REVOKE, 1, SIGNER, PROVIDER, 41, false);
        _sign(4, 202_604, 41, CLIENT);
        _inForce(202_604, 4);
        _agreements.pop();
        _sign(4, 202_604, PROVIDER, CLIENT);
        _refusedCall("a key that was revoked");
    }

    function test_keys_ofTheLastSigner_goByRecoveryOnly() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, REVOKE, 2, SIGNER, CLIENT, CLIENT, false);
        bytes memory said = abi.encodeWithSelector(AgreementTerms.LastSigner.selector, VM.addr(CLIENT));
        _no(_callOf(202_601), said, "by itself");
        _changes.pop();
        _change(1, REVOKE, 2, SIGNER, CLIENT, CLIENT_RECOVERY, true);
        _inForce(202_601, 1);
        _sign(2, 202_602, PROVIDER, CLIENT);
        _refusedCall("no key is left");
    }

    function test_keys_ofRecovery_giveWayToRecoveryOnly() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, REPLACE, 2, RECOVERY, 41, CLIENT_RECOVERY, true);
        _change(1, REPLACE, 2, SIGNER, 42, 41, true);
        _sign(2, 202_602, PROVIDER, 42);
        _inForce(202_602, 2);
        _changes.pop();
        _change(1, REPLACE, 2, SIGNER, 42, CLIENT_RECOVERY, true);
        bytes4 key = AgreementTerms.SignatureKey.selector;
        bytes memory said = abi.encodeWithSelector(key, bytes1("r"), VM.addr(CLIENT_RECOVERY));
        _no(_callOf(202_602), said, "the old recovery key");
        _changes.pop();
        _changes.pop();
        _change(1, REPLACE, 2, RECOVERY, 41, CLIENT, false);
        _no(_callOf(202_602), abi.encodeWithSelector(AgreementTerms.KeyForm.selector), "by a signer key");
    }

    function test_keys_namedBefore_neverComeBack() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        uint256[5] memory named = [PROVIDER, PROVIDER_RECOVERY, CLIENT, CLIENT_RECOVERY, ARBITER];
        for (uint256 i = 0; i < 5; ++i) {
            _change(1, ADD, 1, SIGNER, named[i], PROVIDER, false);
            bytes memory said = abi.encodeWithSelector(AgreementTerms.KeyTaken.selector, VM.addr(named[i]));
            _no(_callOf(202_601), said, "of Genesis");
            _changes.pop();
        }
        _change(1, ADD, 1, SIGNER, 41, PROVIDER, false);
        _change(1, REVOKE, 1, SIGNER, 41, PROVIDER, false);
        _inForce(202_601, 1);
        _change(1, ADD, 2, SIGNER, 41, CLIENT, false);
        _no(_callOf(202_601), abi.encodeWithSelector(AgreementTerms.KeyTaken.selector, VM.addr(41)), "revoked");
    }

    function test_keys_thatDoNotSignThemselves_areRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, ADD, 1, SIGNER, 41, PROVIDER, false);
        bytes32 digest = _terms.keyDigest(_ledgerOf(), _changes[0]);
        _changes[0].byKey = _signature(42, digest);
        bytes memory said = abi.encodeWithSelector(AgreementTerms.SignatureKey.selector, bytes1("k"), VM.addr(42));
        _no(_callOf(202_601), said, "possession of another key");
        _changes[0].byKey = "";
        _no(_callOf(202_601), abi.encodeWithSelector(AgreementTerms.SignatureForm.selector), "no possession");
        _changes[0].byKey = _signature(41, digest);
        _changes[0].byParty = _signature(CLIENT, digest);
        said = abi.encodeWithSelector(AgreementTerms.SignatureKey.selector, bytes1("s"), VM.addr(CLIENT));
        _no(_callOf(202_601), said, "by the other party");
        _changes[0].byParty = _signature(PROVIDER, digest);
        _inForce(202_601, 1);
        _changes[0].action = REVOKE;
        _no(_callOf(202_601), abi.encodeWithSelector(AgreementTerms.KeyForm.selector), "revoked, and signed by it");
        _changes.pop();
        _change(1, REVOKE, 1, SIGNER, 41, PROVIDER, false);
        _no(_callOf(202_601), abi.encodeWithSelector(AgreementTerms.KeyUnknown.selector, VM.addr(41)), "no signer key");
    }

    function test_keys_beyondSixtyFour_areRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        for (uint256 i = 0; i < 63; ++i) {
            _change(1, ADD, 1, SIGNER, 100 + i, PROVIDER, false);
        }
        _inForce(202_601, 1);
        _change(1, ADD, 1, SIGNER, 200, PROVIDER, false);
        _no(_callOf(202_601), abi.encodeWithSelector(AgreementTerms.KeyLimit.selector, VM.addr(200)), "the 65th");
    }

    function test_keys_ofEachCorruptedMember_areRefused() external {
        _sign(1, 202_601, PROVIDER, CLIENT);
        _change(1, ADD, 1, SIGNER, 41, PROVIDER, false);
        AgreementTerms.KeyChange storage k = _changes[0];
        k.afterVersion = 0;
        _refusedCall("before the first agreement");
        k.afterVersion = 2;
        _refusedCall("behind all agreements");
        k.afterVersion = 1;
        for (uint8 i = 0; i < 6; ++i) {
            (k.action, k.role, k.party) = (i, SIGNER, 1);
            _refusedUnless(i == ADD, "action");
            (k.action, k.role, k.party) = (ADD, i, 1);
            _refusedUnless(i == SIGNER, "role");
            (k.action, k.role, k.party) = (ADD, SIGNER, i);
            _refusedUnless(i == 1, "party");
        }
        (k.action, k.role, k.party) = (ADD, SIGNER, 1);
        k.key |= bytes32(uint256(1) << 160);
        _refusedCall("key not padded");
        k.key = _word(42);
        _refusedCall("key of another");
        k.key = _word(41);
        ++k.seenSize;
        _refusedCall("seenSize");
        --k.seenSize;
        k.seenRoot ^= bytes32(uint256(1));
        _refusedCall("seenRoot");
        k.seenRoot ^= bytes32(uint256(1));
        ++k.signedAt;
        _refusedCall("signedAt");
        --k.signedAt;
        k.byRecovery = true;
        _refusedCall("byRecovery");
        k.byRecovery = false;
        (bytes memory byKey, bytes memory byParty) = (k.byKey, k.byParty); // copies
        (k.byKey, k.byParty) = (byParty, byKey);
        _refusedCall("signatures swapped");
        (k.byKey, k.byParty) = (byKey, byParty);
        _inForce(202_601, 1);
    }

    function _refusedUnless(bool good, string memory what) private {
        if (!good) {
            _refusedCall(what);
        }
    }

    function _inForce(uint32 period, uint32 version) private view {
        (bytes32 ledger, uint32 found, bytes32 hash) = _terms.check(_genesis, _agreements, _changes, period);
        _check(ledger == _ledgerOf(), "ledger");
        _check(found == version, "version");
        _check(hash == _agreements[version - 1].termsHash, "terms");
    }

    function _callOf(uint32 period) private view returns (bytes memory call) {
        return abi.encodeCall(AgreementTerms.check, (_genesis, _agreements, _changes, period));
    }

    function _no(bytes memory call, bytes memory error_, string memory what) private {
        _refused(address(_terms), call, error_, what);
    }

    function _refusedCall(string memory what) private {
        _refused(address(_terms), _callOf(202_612), what);
    }

    /// @dev Appends a version that these keys signed.
    function _sign(uint32 version, uint32 period, uint256 provider, uint256 client) private {
        AgreementTerms.Agreement memory a;
        a.termsHash = keccak256(abi.encode("terms", version, period));
        a.effectivePeriod = period;
        (a.seenSize, a.seenRoot) = version == 1 ? (0, bytes32(0)) : (version, keccak256(abi.encode(version)));
        a.signedAt = 1_767_196_800 + version;
        bytes32 before = version == 1 ? bytes32(0) : _agreements[version - 2].termsHash;
        bytes32 digest = _terms.agreementDigest(_ledgerOf(), version, before, a);
        (a.provider, a.client) = (_signature(provider, digest), _signature(client, digest));
        _agreements.push(a);
    }

    /// @dev Appends a key entry that these keys signed.
    function _change(
        uint32 afterVersion,
        uint8 action,
        uint8 party,
        uint8 role,
        uint256 key,
        uint256 by,
        bool byRecovery
    ) private {
        AgreementTerms.KeyChange memory k;
        (k.afterVersion, k.action, k.party, k.role) = (afterVersion, action, party, role);
        (k.key, k.seenSize, k.seenRoot) = (_word(key), afterVersion, keccak256(abi.encode(afterVersion)));
        (k.signedAt, k.byRecovery) = (1_767_196_900, byRecovery);
        bytes32 digest = _terms.keyDigest(_ledgerOf(), k);
        k.byKey = action == REVOKE ? bytes("") : _signature(key, digest);
        k.byParty = _signature(by, digest);
        _changes.push(k);
    }

    /// @dev Reads Genesis, the accepted agreements and the accepted key entries of roles 2 and 4 of a ledger vector.
    function _load(string memory json) private {
        delete _agreements;
        delete _changes;
        _genesis = VM.parseBytes(string.concat("0x", VM.parseJsonString(json, ".inputs.genesis")));
        string[] memory results = VM.parseJsonStringArray(json, ".want.results");
        for (uint256 i = 0; i < results.length; ++i) {
            string memory place = string.concat(".inputs.entries[", _text(i), "].envelope");
            string[] memory lines = VM.parseJsonStringArray(json, place);
            if (keccak256(bytes(results[i])) != keccak256("accepted") || lines.length != 1) {
                continue; // ignored, or a mark, which is a note of several lines
            }
            bytes32 kind = keccak256(bytes(VM.parseJsonString(lines[0], ".kind")));
            if (kind == keccak256("agreement")) {
                _loadAgreement(lines[0]);
            } else if (kind == keccak256("key")) {
                _loadKey(lines[0]);
            }
        }
    }

    function _loadAgreement(string memory e) private {
        _agreements.push(
            AgreementTerms.Agreement({
                termsHash: _hashAt(e, ".fields.termsHash"),
                effectivePeriod: uint32(_intAt(e, ".fields.effectivePeriod")),
                seenSize: _intAt(e, ".fields.seenSize"),
                seenRoot: _hashAt(e, ".fields.seenRoot"),
                signedAt: _intAt(e, ".fields.signedAt"),
                client: _bytesAt(e, ".signatures.client"),
                provider: _bytesAt(e, ".signatures.provider")
            })
        );
    }

    function _loadKey(string memory e) private {
        uint64 role = _intAt(e, ".fields.role");
        if (role != SIGNER && role != RECOVERY) {
            return;
        }
        bool byRecovery = VM.keyExistsJson(e, ".signatures.recovery");
        _changes.push(
            AgreementTerms.KeyChange({
                afterVersion: uint32(_agreements.length),
                action: uint8(_intAt(e, ".fields.action")),
                party: uint8(_intAt(e, ".fields.party")),
                role: uint8(role),
                key: _hashAt(e, ".fields.key"),
                seenSize: _intAt(e, ".fields.seenSize"),
                seenRoot: _hashAt(e, ".fields.seenRoot"),
                signedAt: _intAt(e, ".fields.signedAt"),
                byRecovery: byRecovery,
                byKey: VM.keyExistsJson(e, ".signatures.key") ? _bytesAt(e, ".signatures.key") : bytes(""),
                byParty: _bytesAt(e, byRecovery ? ".signatures.recovery" : ".signatures.signer")
            })
        );
    }

    function _setKey(uint256 field, bytes32 word) private {
        for (uint256 i = 0; i < 32; ++i) {
            _genesis[2 + 32 * field + i] = word[i];
        }
    }

    function _ledgerOf() private view returns (bytes32 ledger) {
        return sha256(_genesis);
    }

    function _word(uint256 secret) private pure returns (bytes32 word) {
        return bytes32(uint256(uint160(VM.addr(secret))));
    }

    function _signature(uint256 secret, bytes32 digest) private pure returns (bytes memory signature) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    function _hashAt(string memory json, string memory key) private pure returns (bytes32 value) {
        (, value) = _hash(VM.parseJsonString(json, key));
    }

    function _bytesAt(string memory json, string memory key) private pure returns (bytes memory value) {
        return VM.parseBytes(string.concat("0x", VM.parseJsonString(json, key)));
    }

    function _intAt(string memory json, string memory key) private pure returns (uint64 value) {
        int256 number = VM.parseJsonInt(json, key);
        _check(number >= 0 && number <= int256(uint256(type(uint64).max)), key);
        // casting to 'uint64' is safe because it was checked
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(uint256(number));
    }

    function _slice(bytes memory from, uint256 start) private pure returns (bytes32 word) {
        for (uint256 i = 0; i < 32; ++i) {
            word |= bytes32(from[start + i]) >> (8 * i);
        }
    }

    function _contains(string memory text, string memory part) private pure returns (bool found) {
        (bytes memory t, bytes memory p) = (bytes(text), bytes(part));
        for (uint256 i = 0; i + p.length <= t.length && !found; ++i) {
            found = true;
            for (uint256 j = 0; j < p.length; ++j) {
                found = found && t[i + j] == p[j];
            }
        }
    }

    function _text(uint256 number) private pure returns (string memory digits) {
        bytes memory d;
        do {
            d = bytes.concat(bytes1(uint8(48 + number % 10)), d);
            number /= 10;
        } while (number != 0);
        return string(d);
    }
}
