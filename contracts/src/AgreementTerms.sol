// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The terms that both parties of a ledger signed
/// @author Countersign
/// @notice Opens Genesis, whose hash is the ledger's id, checks the EIP-712 signatures of both parties over the
/// versions of their agreement, and says which terms hash is in force for a period among the versions that are shown.
/// What that proves, and what the contract cannot know: src/docs/anchor.md §5.
/// @dev Keeps nothing: no owner, no storage. Periods are yyyymm; sizes count leaves; times are seconds since 1970 UTC.
contract AgreementTerms {
    /// @notice A version of the agreement. Its number is its place in the list, from 1; it supersedes the one before.
    /// @param termsHash SHA-256 of the canonical terms document
    /// @param effectivePeriod first period that it governs, yyyymm
    /// @param seenSize leaves of the tree that its signers had seen
    /// @param seenRoot root of that tree
    /// @param signedAt the signers' clock, in seconds
    /// @param client signature of a signer key of the client: 65 bytes r | s | v
    /// @param provider signature of a signer key of the provider
    struct Agreement {
        bytes32 termsHash;
        uint32 effectivePeriod;
        uint64 seenSize;
        bytes32 seenRoot;
        uint64 signedAt;
        bytes client;
        bytes provider;
    }

    /// @notice A key entry for a signer or recovery key.
    /// @param afterVersion versions of the agreement that stand before it, from 1
    /// @param action 1 add, 2 revoke, 3 replace
    /// @param party 1 provider, 2 client
    /// @param role 2 signer, 4 recovery
    /// @param key address, after 12 zero bytes
    /// @param seenSize leaves of the tree that its signers had seen
    /// @param seenRoot root of that tree
    /// @param signedAt the signers' clock, in seconds
    /// @param byRecovery whether the party signs with its recovery key instead of a signer key
    /// @param byKey signature of the new key; empty for revoke
    /// @param byParty signature of the party
    struct KeyChange {
        uint32 afterVersion;
        uint8 action;
        uint8 party;
        uint8 role;
        bytes32 key;
        uint64 seenSize;
        bytes32 seenRoot;
        uint64 signedAt;
        bool byRecovery;
        bytes byKey;
        bytes byParty;
    }

    /// @dev What follows from what was read so far. Lists have room for all that may come; `named` holds each address
    /// that was ever named, for no key comes back.
    struct State {
        bytes32 domain;
        address[] named;
        uint256 names;
        address[][3] signers;
        uint256[3] counts;
        address[3] recovery;
    }

    /// @dev keccak256("EIP712Domain(string name,string version,bytes32 salt)")
    bytes32 private constant DOMAIN_TYPE = 0x599a80fcaa47b95e2323ab4d34d34e0cc9feda4b843edafcc30c7bdf60ea15bf;

    /// @dev keccak256("Countersign")
    bytes32 private constant NAME = 0xe5deb2cdfef7978b1aa63d8aa400a77ec8e20d846869151617ce0fb29caf03e1;

    /// @dev keccak256("1")
    bytes32 private constant VERSION = 0xc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6;

    // solhint-disable max-line-length
    /// @dev keccak256("Agreement(uint32 version,bytes32 termsHash,bytes32 supersedes,uint32 effectivePeriod,uint64 seenSize,bytes32 seenRoot,uint64 signedAt)")
    bytes32 private constant AGREEMENT_TYPE = 0xc79be994c57a660f139b9ef4a902afced8fb1dcbb55562271ad89d5fb5ff8cd0;

    /// @dev keccak256("Key(uint8 action,uint8 party,uint8 role,bytes32 key,uint64 seenSize,bytes32 seenRoot,uint64 signedAt)")
    bytes32 private constant KEY_TYPE = 0x23a2f56c5ba6770648ad55da2ab612bbaca21d263fe37d0ae8e9115ae48c30ed;

    // solhint-enable max-line-length

    /// @dev (n - 1) / 2 for the order n of secp256k1
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    uint256 private constant GENESIS_SIZE = 322; // bytes
    uint256 private constant MAX_SIGNERS = 64; // signer keys that a party has at a time
    uint32 private constant FIRST_PERIOD = 197_001;
    uint32 private constant LAST_PERIOD = 209_912;
    uint256 private constant PROVIDER = 1;
    uint256 private constant CLIENT = 2;
    uint8 private constant ADD = 1;
    uint8 private constant REVOKE = 2;
    uint8 private constant REPLACE = 3;
    uint8 private constant SIGNER = 2;
    uint8 private constant RECOVERY = 4;

    /// @notice Both parties signed these terms, and among the versions that were shown they govern the period.
    /// @param ledger id of the ledger: SHA-256 of Genesis
    /// @param period yyyymm
    /// @param termsHash SHA-256 of the canonical terms document
    /// @param version number of the agreement's version
    /// @param shown versions that were shown
    /// @param digest EIP-712 digest of that version
    event TermsShown(
        bytes32 indexed ledger,
        uint32 indexed period,
        bytes32 indexed termsHash,
        uint32 version,
        uint32 shown,
        bytes32 digest
    );

    /// @notice Not 322 bytes that begin with 0x1001.
    /// @param found bytes
    error GenesisForm(uint256 found);

    /// @notice An address of Genesis is zero, stands twice or is not padded with zeros.
    /// @param key the 32 bytes
    error GenesisKeys(bytes32 key);

    /// @notice Version 1 is entry 0: its signers have seen nothing.
    error FirstAgreement();

    /// @notice No month of the years 1970 to 2099.
    /// @param period what was given for yyyymm
    error PeriodForm(uint32 period);

    /// @notice A later version begins before the first.
    /// @param first effective period of version 1
    /// @param found effective period of the later version
    error PeriodOrder(uint32 first, uint32 found);

    /// @notice No version governs the period.
    /// @param period yyyymm
    error NoTerms(uint32 period);

    /// @notice Not 65 bytes, v not 27 or 28, r or s zero, or s above half of the order.
    error SignatureForm();

    /// @notice Signed by a key that may not.
    /// @param role "c" client, "p" provider, "k" the new key, "s" a signer key or "r" the recovery key of the party
    /// @param found the address that the signature recovers to, 0 for none
    error SignatureKey(bytes1 role, address found);

    /// @notice No such action, party, role or place, or a key that is no address.
    error KeyForm();

    /// @notice A key was named before, and is never named again.
    /// @param key its address
    error KeyTaken(address key);

    /// @notice Not a signer key of the party.
    /// @param key its address
    error KeyUnknown(address key);

    /// @notice The last signer key of a party goes by its recovery key only.
    /// @param key its address
    error LastSigner(address key);

    /// @notice A party has at most 64 signer keys.
    /// @param key address of one more
    error KeyLimit(address key);

    /// @notice Checks what `check` checks and puts the answer on chain.
    /// @param genesis the 322 bytes
    /// @param agreements versions 1, 2, … of the agreement
    /// @param changes key entries, in order
    /// @param period yyyymm
    /// @return ledger id of the ledger
    /// @return version number of the version in force
    /// @return termsHash its terms
    function record(
        bytes calldata genesis,
        Agreement[] calldata agreements,
        KeyChange[] calldata changes,
        uint32 period
    ) external returns (bytes32 ledger, uint32 version, bytes32 termsHash) {
        bytes32 digest;
        (ledger, version, termsHash, digest) = _read(genesis, agreements, changes, period);
        emit TermsShown(ledger, period, termsHash, version, uint32(agreements.length), digest);
    }

    /// @notice The terms in force for `period` among the versions that are shown; reverts unless all is signed as it
    /// should be.
    /// @param genesis the 322 bytes
    /// @param agreements versions 1, 2, … of the agreement
    /// @param changes key entries, in order
    /// @param period yyyymm
    /// @return ledger id of the ledger
    /// @return version number of the version in force
    /// @return termsHash its terms
    function check(
        bytes calldata genesis,
        Agreement[] calldata agreements,
        KeyChange[] calldata changes,
        uint32 period
    ) external pure returns (bytes32 ledger, uint32 version, bytes32 termsHash) {
        (ledger, version, termsHash,) = _read(genesis, agreements, changes, period);
    }

    /// @notice The EIP-712 digest of a version of an agreement.
    /// @param ledger id of the ledger
    /// @param version number of the version
    /// @param supersedes termsHash of the version before, 0 for the first
    /// @param agreement the rest; signatures do not matter
    /// @return digest what both parties sign
    function agreementDigest(bytes32 ledger, uint32 version, bytes32 supersedes, Agreement calldata agreement)
        external
        pure
        returns (bytes32 digest)
    {
        return _agreementDigest(_domain(ledger), version, supersedes, agreement);
    }

    /// @notice The EIP-712 digest of a key entry.
    /// @param ledger id of the ledger
    /// @param change the entry; signatures do not matter
    /// @return digest what its signers sign
    function keyDigest(bytes32 ledger, KeyChange calldata change) external pure returns (bytes32 digest) {
        return _keyDigest(_domain(ledger), change);
    }

    function _read(
        bytes calldata genesis,
        Agreement[] calldata agreements,
        KeyChange[] calldata changes,
        uint32 period
    ) private pure returns (bytes32 ledger, uint32 version, bytes32 termsHash, bytes32 digest) {
        _checkPeriod(period);
        State memory state = _open(genesis, changes.length);
        ledger = sha256(genesis);
        state.domain = _domain(ledger);
        uint256 next; // the key entry whose turn it is
        for (uint32 i = 0; i < agreements.length; ++i) {
            bytes32 found = _checkAgreement(state, agreements, i);
            if (agreements[i].effectivePeriod <= period) {
                version = i + 1;
                termsHash = agreements[i].termsHash;
                digest = found;
            }
            for (; next < changes.length && changes[next].afterVersion == i + 1; ++next) {
                _change(state, changes[next]);
            }
        }
        if (next != changes.length) {
            revert KeyForm();
        }
        if (version == 0) {
            revert NoTerms(period);
        }
    }

    /// @dev The keys of Genesis. Offsets: src/docs/formats.md §2.
    function _open(bytes calldata genesis, uint256 room) private pure returns (State memory state) {
        if (genesis.length != GENESIS_SIZE || bytes2(genesis[:2]) != 0x1001) {
            revert GenesisForm(genesis.length);
        }
        state.named = new address[](5 + room);
        for (uint256 i = 0; i < 5; ++i) {
            bytes32 word = bytes32(genesis[2 + 32 * i:]);
            address key = address(uint160(uint256(word)));
            bool none = i == 4 && word == 0; // no arbiter
            if (uint256(word) >> 160 != 0 || (!none && (key == address(0) || _isNamed(state, key)))) {
                revert GenesisKeys(word);
            }
            state.named[state.names++] = key;
        }
        state.signers[PROVIDER] = new address[](1 + room);
        state.signers[CLIENT] = new address[](1 + room);
        state.signers[PROVIDER][0] = state.named[0];
        state.signers[CLIENT][0] = state.named[2];
        state.counts[PROVIDER] = 1;
        state.counts[CLIENT] = 1;
        state.recovery[PROVIDER] = state.named[1];
        state.recovery[CLIENT] = state.named[3];
    }

    function _checkAgreement(State memory state, Agreement[] calldata agreements, uint32 i)
        private
        pure
        returns (bytes32 digest)
    {
        Agreement calldata agreement = agreements[i];
        uint32 first = agreements[0].effectivePeriod;
        _checkPeriod(agreement.effectivePeriod);
        if (i == 0 && (agreement.seenSize != 0 || agreement.seenRoot != 0)) {
            revert FirstAgreement();
        }
        if (agreement.effectivePeriod < first) {
            revert PeriodOrder(first, agreement.effectivePeriod);
        }
        bytes32 supersedes = i == 0 ? bytes32(0) : agreements[i - 1].termsHash;
        digest = _agreementDigest(state.domain, i + 1, supersedes, agreement);
        address client = _recover(digest, agreement.client);
        if (_place(state, CLIENT, client) == 0) {
            revert SignatureKey("c", client);
        }
        address provider = _recover(digest, agreement.provider);
        if (_place(state, PROVIDER, provider) == 0) {
            revert SignatureKey("p", provider);
        }
    }

    /// @dev Source of the rules: src/docs/formats.md §8, the columns signer and recovery.
    function _change(State memory state, KeyChange calldata change) private pure {
        uint256 party = change.party;
        address key = address(uint160(uint256(change.key)));
        bool known = change.role == SIGNER
            ? change.action == ADD || change.action == REVOKE || change.action == REPLACE
            : change.role == RECOVERY && change.action == REPLACE && change.byRecovery;
        if (!known || (party != PROVIDER && party != CLIENT) || uint256(change.key) >> 160 != 0 || key == address(0)) {
            revert KeyForm();
        }
        address by = _authority(state, change, key);
        if (change.action == REVOKE) {
            uint256 place = _place(state, party, key);
            if (place == 0) {
                revert KeyUnknown(key);
            }
            if (state.counts[party] == 1 && !change.byRecovery) {
                revert LastSigner(key);
            }
            _remove(state, party, place);
            return;
        }
        if (_isNamed(state, key)) {
            revert KeyTaken(key);
        }
        state.named[state.names++] = key;
        if (change.role == RECOVERY) {
            state.recovery[party] = key;
            return;
        }
        if (change.action == REPLACE) {
            if (change.byRecovery) {
                state.counts[party] = 0;
            } else {
                _remove(state, party, _place(state, party, by));
            }
        }
        if (state.counts[party] == MAX_SIGNERS) {
            revert KeyLimit(key);
        }
        state.signers[party][state.counts[party]++] = key;
    }

    /// @notice Checks the signatures of a key entry.
    /// @param state keys that may sign it
    /// @param change the entry
    /// @param key its key as an address
    /// @return by the key with which the party signed
    function _authority(State memory state, KeyChange calldata change, address key) private pure returns (address by) {
        bytes32 digest = _keyDigest(state.domain, change);
        if (change.action == REVOKE) {
            if (change.byKey.length != 0) {
                revert KeyForm();
            }
        } else {
            address self = _recover(digest, change.byKey);
            if (self != key) {
                revert SignatureKey("k", self);
            }
        }
        by = _recover(digest, change.byParty);
        if (change.byRecovery) {
            if (by == address(0) || by != state.recovery[change.party]) {
                revert SignatureKey("r", by);
            }
        } else if (_place(state, change.party, by) == 0) {
            revert SignatureKey("s", by);
        }
    }

    /// @dev Place of a signer key of a party, from 1; 0 if it is none.
    function _place(State memory state, uint256 party, address key) private pure returns (uint256 place) {
        if (key == address(0)) {
            return 0;
        }
        for (uint256 i = 0; i < state.counts[party]; ++i) {
            if (state.signers[party][i] == key) {
                return i + 1;
            }
        }
    }

    function _remove(State memory state, uint256 party, uint256 place) private pure {
        uint256 last = --state.counts[party];
        state.signers[party][place - 1] = state.signers[party][last];
    }

    function _isNamed(State memory state, address key) private pure returns (bool named) {
        for (uint256 i = 0; i < state.names; ++i) {
            if (state.named[i] == key) {
                return true;
            }
        }
    }

    function _checkPeriod(uint32 period) private pure {
        uint32 month = period % 100;
        if (period > LAST_PERIOD || period < FIRST_PERIOD || month == 0 || month > 12) {
            revert PeriodForm(period);
        }
    }

    /// @dev The address that signed `digest`, 0 for none.
    function _recover(bytes32 digest, bytes calldata signature) private pure returns (address signer) {
        if (signature.length != 65) {
            revert SignatureForm();
        }
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        uint8 v = uint8(signature[64]);
        if (r == 0 || s == 0 || uint256(s) > HALF_ORDER || (v != 27 && v != 28)) {
            revert SignatureForm();
        }
        return ecrecover(digest, v, r, s);
    }

    function _domain(bytes32 ledger) private pure returns (bytes32 separator) {
        return keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, ledger));
    }

    function _agreementDigest(bytes32 domain, uint32 version, bytes32 supersedes, Agreement calldata a)
        private
        pure
        returns (bytes32 digest)
    {
        bytes32 struct_ = keccak256(
            abi.encode(
                AGREEMENT_TYPE,
                version,
                a.termsHash,
                supersedes,
                a.effectivePeriod,
                a.seenSize,
                a.seenRoot,
                a.signedAt
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, struct_));
    }

    function _keyDigest(bytes32 domain, KeyChange calldata k) private pure returns (bytes32 digest) {
        bytes32 struct_ = keccak256(
            abi.encode(KEY_TYPE, k.action, k.party, k.role, k.key, k.seenSize, k.seenRoot, k.signedAt)
        );
        return keccak256(abi.encodePacked(hex"1901", domain, struct_));
    }
}
