// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RFC9162} from "./RFC9162.sol";

/// @title Sizes and roots of ledgers, with the time of their block, in histories that cannot fork
/// @author Countersign
/// @notice Each account has a series of heads for each ledger; every head extends the one before, shown by a
/// consistency proof. Many heads can be anchored at once under one root and opened later. Anyone can prove that two
/// heads are of different histories. What an anchor proves, and what not: src/docs/anchor.md.
/// @dev No owner, no upgrade, no custody. Ledgers are SHA-256 ids; sizes and indexes count leaves; times are seconds
/// since 1970 UTC, by the block.
contract CheckpointAnchor {
    /// @notice A head that was anchored.
    /// @param size leaves; 0 where there is no head
    /// @param root RFC 6962 root of these leaves
    /// @param time of the block, in seconds
    /// @param previous size of the head before it in its series, 0 for the first
    struct Head {
        uint64 size;
        bytes32 root;
        uint64 time;
        uint64 previous;
    }

    /// @notice A head of somebody, with what it takes to find it here.
    /// @param submitter account that anchored it
    /// @param size leaves, from 1
    /// @param root RFC 6962 root of these leaves
    /// @param count heads of the batch that it stands in; 0 if it was anchored by `anchor`: then the members below
    /// are zero or empty
    /// @param index its place in the batch, from 0
    /// @param path inclusion proof in the batch
    /// @param batchRoot root of the batch
    /// @param time of the batch's block, in seconds
    /// @param before the chain of the submitter and span without this batch
    /// @param later the hash of each batch that the submitter anchored after it in the same span, in order
    struct Claim {
        address submitter;
        uint64 size;
        bytes32 root;
        uint64 count;
        uint64 index;
        bytes32[] path;
        bytes32 batchRoot;
        uint64 time;
        bytes32 before;
        bytes32[] later;
    }

    /// @dev What is kept of a head: two slots. The second is written as one word: time * 2^64 + previous.
    struct Stored {
        bytes32 root;
        uint256 when;
    }

    /// @dev Size of the last head, and all heads by their size.
    struct Series {
        uint256 size;
        mapping(uint64 size => Stored head) heads;
    }

    /// @notice Seconds of a span: 28 days. Batches of one account and span are chained in one slot.
    uint64 public constant SPAN = 28 days;

    mapping(bytes32 ledger => mapping(address submitter => Series series)) private _series;
    mapping(address submitter => mapping(uint64 span => bytes32 chain)) private _chains;

    /// @notice A head was anchored; it extends all earlier heads of its series.
    /// @param ledger id of the ledger
    /// @param submitter account whose series it is
    /// @param size leaves
    /// @param root RFC 6962 root of these leaves
    event Anchored(bytes32 indexed ledger, address indexed submitter, uint64 size, bytes32 root);

    /// @notice Heads were anchored together, unchecked.
    /// @param submitter account that anchored them
    /// @param root RFC 6962 root over the heads
    /// @param count heads
    /// @param time of the block, in seconds
    /// @param before chain of the submitter and span without this batch
    event BatchAnchored(
        address indexed submitter, bytes32 indexed root, uint64 count, uint64 time, bytes32 before
    );

    /// @notice Two heads of one ledger are of different histories: proved, for ever.
    /// @param ledger id of the ledger
    /// @param submitter1 account that anchored the first head
    /// @param submitter2 account that anchored the second head
    /// @param size1 leaves of the first head
    /// @param root1 root of the first head
    /// @param size2 leaves of the second head, at least `size1`
    /// @param root2 root of the second head
    /// @param rootAtFirst root that the second head's tree has at `size1`: another than `root1`
    event Inconsistent(
        bytes32 indexed ledger,
        address indexed submitter1,
        address indexed submitter2,
        uint64 size1,
        bytes32 root1,
        uint64 size2,
        bytes32 root2,
        bytes32 rootAtFirst
    );

    /// @notice An account made a digest public.
    /// @param ledger id of the ledger that it concerns
    /// @param digest of an entry that the operator may not have taken
    /// @param sender account that says so
    /// @param time of the block, in seconds
    event Notice(bytes32 indexed ledger, bytes32 indexed digest, address indexed sender, uint64 time);

    /// @notice A series only grows.
    /// @param last leaves of its last head, 0 if there is none
    /// @param size leaves of the refused head
    error SizeNotAbove(uint64 last, uint64 size);

    /// @notice A batch has at least one head.
    error EmptyBatch();

    /// @notice Nothing of that size was anchored.
    /// @param ledger id of the ledger
    /// @param submitter account whose series was asked
    /// @param size leaves
    error NoHead(bytes32 ledger, address submitter, uint64 size);

    /// @notice Another root was anchored at that size.
    /// @param expected the root that was claimed
    /// @param found the root that stands here
    error HeadMismatch(bytes32 expected, bytes32 found);

    /// @notice The batch is not in the chain of its submitter and span.
    /// @param expected the chain that stands here
    /// @param found the chain that follows from the claim
    error ChainMismatch(bytes32 expected, bytes32 found);

    /// @notice A claim has members that its kind has not.
    error ClaimForm();

    /// @notice The second head's tree does have the first head as its prefix.
    /// @param root of the first head
    error Consistent(bytes32 root);

    /// @notice Anchors a head in the caller's series for `ledger`.
    /// @param ledger id of the ledger
    /// @param size leaves, above those of the series' last head
    /// @param root RFC 6962 root of these leaves
    /// @param proof consistency proof from the last head; empty for the first
    function anchor(bytes32 ledger, uint64 size, bytes32 root, bytes32[] calldata proof) external {
        Series storage series = _series[ledger][msg.sender];
        uint64 last = uint64(series.size);
        if (size <= last) {
            revert SizeNotAbove(last, size);
        }
        if (last != 0) {
            RFC9162.checkConsistency(last, size, series.heads[last].root, root, proof);
        } else if (proof.length != 0) {
            revert RFC9162.ProofTooLong(proof.length);
        }
        series.size = size;
        Stored storage head = series.heads[size];
        head.root = root;
        head.when = uint256(_now()) << 64 | last;
        emit Anchored(ledger, msg.sender, size, root);
    }

    /// @notice Anchors `count` heads of any ledgers under one root. They are not checked against earlier heads.
    /// @param count heads, at least 1
    /// @param root RFC 6962 root over them: leaf i is "countersign/head/v1" | ledger | u64 size | root
    function anchorBatch(uint64 count, bytes32 root) external {
        if (count == 0) {
            revert EmptyBatch();
        }
        uint64 time = _now();
        mapping(uint64 span => bytes32 chain) storage chains = _chains[msg.sender];
        bytes32 before = chains[time / SPAN];
        chains[time / SPAN] = _link(before, _batch(time, count, root));
        emit BatchAnchored(msg.sender, root, count, time, before);
    }

    /// @notice Proves that two heads of `ledger` are of different histories, and says so for ever.
    /// @param ledger id of the ledger
    /// @param first the head of fewer leaves, or as many
    /// @param second the head of more leaves, or as many
    /// @param rootAtFirst root that the second head's tree has at the size of the first
    /// @param proof consistency proof from there to the second head; empty between equal sizes
    function proveInconsistent(
        bytes32 ledger,
        Claim calldata first,
        Claim calldata second,
        bytes32 rootAtFirst,
        bytes32[] calldata proof
    ) external {
        checkHead(ledger, first);
        checkHead(ledger, second);
        RFC9162.checkConsistency(first.size, second.size, rootAtFirst, second.root, proof);
        if (rootAtFirst == first.root) {
            revert Consistent(rootAtFirst);
        }
        emit Inconsistent(
            ledger,
            first.submitter,
            second.submitter,
            first.size,
            first.root,
            second.size,
            second.root,
            rootAtFirst
        );
    }

    /// @notice Makes `digest` public, with the time of the block.
    /// @param ledger id of the ledger that it concerns
    /// @param digest of an entry, e.g. of a dispute that the operator does not take
    function notice(bytes32 ledger, bytes32 digest) external {
        emit Notice(ledger, digest, msg.sender, _now());
    }

    /// @notice The last head of a series.
    /// @param ledger id of the ledger
    /// @param submitter account whose series it is
    /// @return head of size 0 if there is none
    function latest(bytes32 ledger, address submitter) external view returns (Head memory head) {
        return headAt(ledger, submitter, uint64(_series[ledger][submitter].size));
    }

    /// @notice The chain of the batches of an account in a span.
    /// @param submitter account that anchored them
    /// @param span number of 28 days since 1970
    /// @return chain 0 if there is none
    function chainOf(address submitter, uint64 span) external view returns (bytes32 chain) {
        return _chains[submitter][span];
    }

    /// @notice Reverts unless the head of `size` leaves of a series has the leaf hash `leaf` at `index`.
    /// @param ledger id of the ledger
    /// @param submitter account whose series it is
    /// @param size leaves of the head
    /// @param index leaf, from 0
    /// @param leaf leaf hash
    /// @param proof inclusion proof
    /// @return time at which the head was anchored, in seconds
    function checkIncluded(
        bytes32 ledger,
        address submitter,
        uint64 size,
        uint64 index,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external view returns (uint64 time) {
        Stored storage head = _series[ledger][submitter].heads[size];
        time = uint64(head.when >> 64);
        if (time == 0) {
            revert NoHead(ledger, submitter, size);
        }
        RFC9162.checkInclusion(index, size, leaf, head.root, proof);
    }

    /// @notice The head of exactly `size` leaves of a series.
    /// @param ledger id of the ledger
    /// @param submitter account whose series it is
    /// @param size leaves
    /// @return head of size 0 if there is none
    function headAt(bytes32 ledger, address submitter, uint64 size) public view returns (Head memory head) {
        Stored storage s = _series[ledger][submitter].heads[size];
        uint256 when = s.when;
        if (when != 0) {
            // casting to 'uint64' is safe because `when` is made of two of them
            // forge-lint: disable-next-line(unsafe-typecast)
            head = Head({size: size, root: s.root, time: uint64(when >> 64), previous: uint64(when)});
        }
    }

    /// @notice Reverts unless the head of `claim` was anchored for `ledger`.
    /// @param ledger id of the ledger
    /// @param claim the head, and where it stands
    /// @return time at which it was anchored, in seconds
    function checkHead(bytes32 ledger, Claim calldata claim) public view returns (uint64 time) {
        return claim.count == 0 ? _checkStored(ledger, claim) : _checkBatched(ledger, claim);
    }

    function _checkStored(bytes32 ledger, Claim calldata claim) private view returns (uint64 time) {
        bool bare = claim.index == 0 && claim.batchRoot == 0 && claim.time == 0 && claim.before == 0;
        if (!bare || claim.path.length != 0 || claim.later.length != 0) {
            revert ClaimForm();
        }
        Stored storage head = _series[ledger][claim.submitter].heads[claim.size];
        time = uint64(head.when >> 64);
        if (time == 0) {
            revert NoHead(ledger, claim.submitter, claim.size);
        }
        if (head.root != claim.root) {
            revert HeadMismatch(claim.root, head.root);
        }
    }

    function _checkBatched(bytes32 ledger, Claim calldata claim) private view returns (uint64 time) {
        time = claim.time;
        bytes32 leaf = RFC9162.leafHash(abi.encodePacked("countersign/head/v1", ledger, claim.size, claim.root));
        RFC9162.checkInclusion(claim.index, claim.count, leaf, claim.batchRoot, claim.path);
        bytes32 chain = _link(claim.before, _batch(time, claim.count, claim.batchRoot));
        for (uint256 i = 0; i < claim.later.length; ++i) {
            chain = _link(chain, claim.later[i]);
        }
        bytes32 stands = _chains[claim.submitter][time / SPAN];
        if (chain != stands) {
            revert ChainMismatch(stands, chain);
        }
    }

    /// @dev The block's time. A proposer can shift it by seconds, which no rule here is sensitive to.
    function _now() private view returns (uint64 time) {
        // solhint-disable-next-line not-rely-on-time
        return uint64(block.timestamp);
    }

    /// @dev 68 bytes, so no batch is a link.
    function _batch(uint64 time, uint64 count, bytes32 root) private pure returns (bytes32 hash) {
        return sha256(abi.encodePacked("countersign/batch/v1", time, count, root));
    }

    /// @dev 64 bytes.
    function _link(bytes32 chain, bytes32 batch) private pure returns (bytes32 hash) {
        return sha256(abi.encodePacked(chain, batch));
    }
}
