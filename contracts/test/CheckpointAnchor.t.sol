// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CheckpointAnchor} from "../src/CheckpointAnchor.sol";
import {RFC9162} from "../src/RFC9162.sol";
import {TestBase} from "./TestBase.sol";
import {Vm} from "./Vm.sol";

/// @title Heads, batches, and histories that fork
/// @author Countersign
contract CheckpointAnchorTest is TestBase {
    /// @dev What it takes to open a head of a batch.
    struct Batch {
        address submitter;
        uint64[] sizes;
        bytes32[] roots;
        bytes32[] leaves;
        uint64 time;
        bytes32 before;
        bytes32[] later;
    }

    uint64 private constant START = 1_800_000_000; // seconds
    bytes32 private constant LEDGER = keccak256("a ledger");
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);

    CheckpointAnchor private _anchors;

    function setUp() external {
        _anchors = new CheckpointAnchor();
        VM.warp(START);
    }

    function testFuzz_anchor_ofAGrowingTree_keepsEachHead(uint256 seed, uint64 a, uint64 b, uint64 c) external {
        a = 1 + a % 20;
        b = a + 1 + b % 20;
        c = b + 1 + c % 20;
        bytes32[] memory d = _leaves(seed, c);
        _anchor(ALICE, d, 0, a);
        VM.warp(START + 7);
        _anchor(ALICE, d, a, b);
        VM.warp(START + 9);
        _anchor(ALICE, d, b, c);
        _head(_anchors.latest(LEDGER, ALICE), c, _root(d, 0, c), START + 9, b);
        _head(_anchors.headAt(LEDGER, ALICE, c), c, _root(d, 0, c), START + 9, b);
        _head(_anchors.headAt(LEDGER, ALICE, b), b, _root(d, 0, b), START + 7, a);
        _head(_anchors.headAt(LEDGER, ALICE, a), a, _root(d, 0, a), START, 0);
        _head(_anchors.headAt(LEDGER, ALICE, c + 1), 0, 0, 0, 0);
        _head(_anchors.latest(LEDGER, BOB), 0, 0, 0, 0);
        _head(_anchors.latest(keccak256("another ledger"), ALICE), 0, 0, 0, 0);
    }

    function testFuzz_anchor_ofAnotherHistory_isRefused(
        uint256 seed,
        uint64 size1,
        uint64 size2,
        uint64 place,
        uint256 bit
    ) external {
        size1 = 1 + size1 % 30;
        size2 = size1 + 1 + size2 % 30;
        bytes32[] memory d = _leaves(seed, size2);
        _anchor(ALICE, d, 0, size1);
        bytes32[] memory other = _flipped(d, place % size1, bit);
        _refusedAnchor(size2, _root(other, 0, size2), _proof(other, size1, 0, size2, true), "a rewritten leaf");
        _refusedAnchor(size2, _root(other, 0, size2), _proof(d, size1, 0, size2, true), "with the old proof");
        bytes32 root = _root(d, 0, size2);
        bytes32[] memory proof = _proof(d, size1, 0, size2, true);
        _refusedAnchor(size2, root, _with(proof, root), "a longer proof");
        for (uint256 i = 0; i < proof.length; ++i) {
            _refusedAnchor(size2, root, _flipped(proof, i, bit), "a flipped hash");
            _refusedAnchor(size2, root, _first(proof, i), "a proof cut off");
        }
        _refusedAnchor(size2, root ^ bytes32(1 << (bit % 256)), proof, "another root");
        _anchor(ALICE, d, size1, size2); // all of that changed nothing
    }

    function test_anchor_ofASizeThatIsNotAbove_isRefused() external {
        bytes32[] memory d = _leaves(1, 9);
        bytes32[] memory none = new bytes32[](0);
        bytes memory call = abi.encodeCall(CheckpointAnchor.anchor, (LEDGER, 0, d[0], none));
        _refused(
            address(_anchors), call, abi.encodeWithSelector(CheckpointAnchor.SizeNotAbove.selector, 0, 0), "size 0"
        );
        _anchor(ALICE, d, 0, 5);
        for (uint64 size = 0; size < 6; ++size) {
            bytes32 root = size == 0 ? bytes32(0) : _root(d, 0, size);
            call = abi.encodeCall(CheckpointAnchor.anchor, (LEDGER, size, root, none));
            VM.prank(ALICE);
            _refused(
                address(_anchors),
                call,
                abi.encodeWithSelector(CheckpointAnchor.SizeNotAbove.selector, 5, size),
                "not above"
            );
        }
    }

    function test_anchor_ofAFirstHeadWithAProof_isRefused() external {
        bytes memory call = abi.encodeCall(CheckpointAnchor.anchor, (LEDGER, 5, 0, _leaves(1, 1)));
        _refused(address(_anchors), call, abi.encodeWithSelector(RFC9162.ProofTooLong.selector, 1), "a proof");
    }

    function test_anchor_bySomebodyElse_takesNobodysPlace() external {
        bytes32[] memory garbage = _leaves(2, 100);
        bytes32[] memory d = _leaves(1, 20);
        _anchor(BOB, garbage, 0, 100);
        _anchor(ALICE, d, 0, 10);
        _anchor(ALICE, d, 10, 20);
        _check(_anchors.latest(LEDGER, ALICE).size == 20, "Alice's series");
        _check(_anchors.latest(LEDGER, BOB).size == 100, "Bob's series");
    }

    function test_anchor_ofAHead_isAnEvent() external {
        bytes32[] memory d = _leaves(1, 5);
        VM.recordLogs();
        _anchor(ALICE, d, 0, 5);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        _check(logs.length == 1 && logs[0].topics.length == 3, "one event");
        _check(logs[0].topics[0] == CheckpointAnchor.Anchored.selector, "its name");
        _check(logs[0].topics[1] == LEDGER && logs[0].topics[2] == _topic(ALICE), "its topics");
        _check(keccak256(logs[0].data) == keccak256(abi.encode(5, _root(d, 0, 5))), "its data");
    }

    function testFuzz_included_ofALeaf_isThatOfTheHead(uint256 seed, uint64 size, uint64 index, uint256 bit) external {
        size = 1 + size % 40;
        index = index % size;
        bytes32[] memory d = _leaves(seed, size);
        _anchor(ALICE, d, 0, size);
        bytes32[] memory path = _path(d, index, 0, size);
        uint64 time = _anchors.checkIncluded(LEDGER, ALICE, size, index, d[index], path);
        _check(time == START, "its time");
        bytes32 other = d[index] ^ bytes32(1 << (bit % 256));
        _notIncluded(LEDGER, ALICE, size, index, other, path, "another leaf");
        _notIncluded(LEDGER, ALICE, size, index + 1, d[index], path, "another index");
        _notIncluded(LEDGER, ALICE, size + 1, index, d[index], path, "another size");
        _notIncluded(LEDGER, BOB, size, index, d[index], path, "another account");
        _notIncluded(other, ALICE, size, index, d[index], path, "another ledger");
        for (uint256 i = 0; i < path.length; ++i) {
            _notIncluded(LEDGER, ALICE, size, index, d[index], _flipped(path, i, bit), "a flipped hash");
        }
    }

    function testFuzz_batch_ofManyLedgers_opensEachHead(uint256 seed, uint64 count, uint64 index, uint8 later)
        external
    {
        count = 1 + count % 30;
        index = index % count;
        _batched(ALICE, seed ^ 1, 3);
        VM.warp(START + 60);
        Batch memory batch = _batched(ALICE, seed, count);
        batch.later = new bytes32[](later % 4);
        for (uint256 i = 0; i < batch.later.length; ++i) {
            VM.warp(START + 61 + i);
            batch.later[i] = _step(_batched(ALICE, uint256(keccak256(abi.encode(seed, i))), 1));
        }
        _batched(BOB, seed, 5);
        CheckpointAnchor.Claim memory claim = _claim(batch, index);
        _check(_anchors.checkHead(_ledger(seed, index), claim) == START + 60, "its time");
        _corrupt(_ledger(seed, index), claim);
    }

    function test_batch_ofTheNextSpan_beginsAChainOfItsOwn() external {
        _batched(ALICE, 1, 2);
        uint64 span = START / _anchors.SPAN();
        bytes32 old = _anchors.chainOf(ALICE, span);
        _check(old != 0, "a chain");
        VM.warp((span + 1) * _anchors.SPAN());
        Batch memory batch = _batched(ALICE, 2, 2);
        _check(batch.before == 0, "it begins anew");
        _check(_anchors.chainOf(ALICE, span) == old, "the old one stays");
        _check(_anchors.chainOf(BOB, span) == 0, "nobody else's");
        _anchors.checkHead(_ledger(2, 0), _claim(batch, 0));
    }

    function test_batch_ofNothing_isRefused() external {
        bytes memory call = abi.encodeCall(CheckpointAnchor.anchorBatch, (0, 0));
        _refused(
            address(_anchors), call, abi.encodeWithSelector(CheckpointAnchor.EmptyBatch.selector), "an empty batch"
        );
    }

    function testFuzz_inconsistent_ofTwoHistories_isAnEvent(
        uint256 seed,
        uint64 size1,
        uint64 size2,
        uint64 place,
        uint256 bit
    ) external {
        size1 = 1 + size1 % 30;
        size2 = size1 + size2 % 30;
        bytes32[] memory d = _leaves(seed, size2);
        bytes32[] memory other = _flipped(d, place % size1, bit);
        _anchor(ALICE, other, 0, size1);
        _anchor(BOB, d, 0, size2);
        CheckpointAnchor.Claim memory first = _stored(ALICE, size1, _root(other, 0, size1));
        CheckpointAnchor.Claim memory second = _stored(BOB, size2, _root(d, 0, size2));
        bytes32 rootAt = _root(d, 0, size1);
        bytes32[] memory proof = _proof(d, size1, 0, size2, true);
        _inconsistent(first, second, rootAt, proof);
        _notInconsistent(first, second, rootAt ^ bytes32(1 << (bit % 256)), proof, "another root there");
        _notInconsistent(first, second, first.root, proof, "the first head's root");
        _notInconsistent(first, second, rootAt, _with(proof, rootAt), "a longer proof");
        for (uint256 i = 0; i < proof.length; ++i) {
            _notInconsistent(first, second, rootAt, _flipped(proof, i, bit), "a flipped hash");
        }
        if (size1 != size2) {
            _notInconsistent(second, first, rootAt, proof, "the larger first");
        }
    }

    function testFuzz_inconsistent_ofOneHistory_isRefused(uint256 seed, uint64 size1, uint64 size2) external {
        size1 = 1 + size1 % 30;
        size2 = size1 + size2 % 30;
        bytes32[] memory d = _leaves(seed, size2);
        _anchor(ALICE, d, 0, size1);
        _anchor(BOB, d, 0, size2);
        CheckpointAnchor.Claim memory first = _stored(ALICE, size1, _root(d, 0, size1));
        CheckpointAnchor.Claim memory second = _stored(BOB, size2, _root(d, 0, size2));
        bytes32[] memory proof = _proof(d, size1, 0, size2, true);
        bytes memory call =
            abi.encodeCall(CheckpointAnchor.proveInconsistent, (LEDGER, first, second, first.root, proof));
        bytes memory said = abi.encodeWithSelector(CheckpointAnchor.Consistent.selector, first.root);
        _refused(address(_anchors), call, said, "one history");
    }

    function test_inconsistent_ofAHeadThatWasNotAnchored_isRefused() external {
        bytes32[] memory d = _leaves(1, 9);
        bytes32[] memory other = _leaves(2, 9);
        _anchor(ALICE, d, 0, 5);
        _anchor(BOB, d, 0, 9);
        CheckpointAnchor.Claim memory first = _stored(ALICE, 5, _root(d, 0, 5));
        CheckpointAnchor.Claim memory second = _stored(BOB, 9, _root(d, 0, 9));
        bytes32 rootAt = _root(d, 0, 5);
        bytes32[] memory proof = _proof(d, 5, 0, 9, true);
        bytes4 mismatch = CheckpointAnchor.HeadMismatch.selector;
        bytes4 none = CheckpointAnchor.NoHead.selector;
        first.root = _root(other, 0, 5); // another history than Bob's, but nobody anchored it
        bytes memory call = abi.encodeCall(CheckpointAnchor.proveInconsistent, (LEDGER, first, second, rootAt, proof));
        _refused(address(_anchors), call, abi.encodeWithSelector(mismatch, first.root, rootAt), "first: its root");
        first.submitter = BOB;
        call = abi.encodeCall(CheckpointAnchor.proveInconsistent, (LEDGER, first, second, rootAt, proof));
        _refused(address(_anchors), call, abi.encodeWithSelector(none, LEDGER, BOB, 5), "first: its account");
        (first.submitter, first.root) = (ALICE, rootAt);
        second.root = _root(other, 0, 9);
        rootAt = _root(other, 0, 5);
        proof = _proof(other, 5, 0, 9, true);
        call = abi.encodeCall(CheckpointAnchor.proveInconsistent, (LEDGER, first, second, rootAt, proof));
        bytes memory said = abi.encodeWithSelector(mismatch, second.root, _root(d, 0, 9));
        _refused(address(_anchors), call, said, "second: its root");
        second.submitter = ALICE;
        call = abi.encodeCall(CheckpointAnchor.proveInconsistent, (LEDGER, first, second, rootAt, proof));
        _refused(address(_anchors), call, abi.encodeWithSelector(none, LEDGER, ALICE, 9), "second: its account");
    }

    function test_inconsistent_withinBatchesOfOneAccount_isProved() external {
        // the same ledger at the same size with two roots, in two batches of the same account
        Batch memory one = _batched(ALICE, 1, 4);
        VM.warp(START + 5);
        bytes32[] memory roots = _leaves(99, 1);
        uint64[] memory sizes = new uint64[](1);
        sizes[0] = one.sizes[2];
        bytes32[] memory leaves = new bytes32[](1);
        leaves[0] = _headLeaf(_ledger(1, 2), sizes[0], roots[0]);
        Batch memory two = _sent(ALICE, sizes, roots, leaves);
        one.later = _with(new bytes32[](0), _step(two));
        CheckpointAnchor.Claim memory first = _claim(one, 2);
        CheckpointAnchor.Claim memory second = _claim(two, 0);
        VM.recordLogs();
        _anchors.proveInconsistent(_ledger(1, 2), first, second, roots[0], new bytes32[](0));
        _check(VM.getRecordedLogs().length == 1, "one event");
    }

    function test_claim_ofAStoredHeadWithMore_isRefused() external {
        bytes32[] memory d = _leaves(1, 5);
        _anchor(ALICE, d, 0, 5);
        CheckpointAnchor.Claim memory claim = _stored(ALICE, 5, _root(d, 0, 5));
        _anchors.checkHead(LEDGER, claim);
        bytes4 form = CheckpointAnchor.ClaimForm.selector;
        claim.index = 1;
        _noHead(LEDGER, claim, form, "index");
        claim.index = 0;
        claim.batchRoot = d[0];
        _noHead(LEDGER, claim, form, "batchRoot");
        claim.batchRoot = 0;
        claim.time = 1;
        _noHead(LEDGER, claim, form, "time");
        claim.time = 0;
        claim.before = d[0];
        _noHead(LEDGER, claim, form, "before");
        claim.before = 0;
        claim.path = d;
        _noHead(LEDGER, claim, form, "path");
        claim.path = new bytes32[](0);
        claim.later = d;
        _noHead(LEDGER, claim, form, "later");
        claim.later = new bytes32[](0);
        claim.root = d[0];
        _noHead(LEDGER, claim, CheckpointAnchor.HeadMismatch.selector, "root");
        claim.root = _root(d, 0, 5);
        claim.size = 4;
        _noHead(LEDGER, claim, CheckpointAnchor.NoHead.selector, "size");
    }

    function test_notice_ofADigest_isAnEventOfItsSender() external {
        VM.recordLogs();
        VM.prank(BOB);
        _anchors.notice(LEDGER, keccak256("a dispute"));
        Vm.Log[] memory logs = VM.getRecordedLogs();
        _check(logs.length == 1 && logs[0].topics[0] == CheckpointAnchor.Notice.selector, "its name");
        _check(logs[0].topics[1] == LEDGER && logs[0].topics[2] == keccak256("a dispute"), "what it says");
        _check(logs[0].topics[3] == _topic(BOB), "who says it");
        _check(keccak256(logs[0].data) == keccak256(abi.encode(START)), "when");
    }

    /// @dev Each member of a claim of a batch is corrupted in turn.
    function _corrupt(bytes32 ledger, CheckpointAnchor.Claim memory claim) private {
        _noHead(ledger ^ bytes32(uint256(1)), claim, RFC9162.RootMismatch.selector, "ledger");
        claim.size ^= 1;
        _noHead(ledger, claim, RFC9162.RootMismatch.selector, "size");
        claim.size ^= 1;
        claim.root ^= bytes32(uint256(1));
        _noHead(ledger, claim, RFC9162.RootMismatch.selector, "root");
        claim.root ^= bytes32(uint256(1));
        claim.batchRoot ^= bytes32(uint256(1));
        _noHead(ledger, claim, RFC9162.RootMismatch.selector, "batchRoot");
        claim.batchRoot ^= bytes32(uint256(1));
        bytes4 chain = CheckpointAnchor.ChainMismatch.selector;
        claim.submitter = BOB;
        _noHead(ledger, claim, chain, "submitter");
        claim.submitter = ALICE;
        ++claim.time;
        _noHead(ledger, claim, chain, "time");
        --claim.time;
        claim.before ^= bytes32(uint256(1));
        _noHead(ledger, claim, chain, "before");
        claim.before ^= bytes32(uint256(1));
        bytes32[] memory later = claim.later;
        claim.later = _with(later, chain);
        _noHead(ledger, claim, chain, "one more later");
        if (later.length != 0) {
            claim.later = _first(later, later.length - 1);
            _noHead(ledger, claim, chain, "one less later");
        }
        claim.later = later;
        claim.path = _with(claim.path, chain);
        _noHead(ledger, claim, RFC9162.ProofTooLong.selector, "path");
    }

    function _anchor(address who, bytes32[] memory d, uint64 from, uint64 to) private {
        bytes32[] memory proof = from == 0 ? new bytes32[](0) : _proof(d, from, 0, to, true);
        bytes32 root = _root(d, 0, to); // before: a call of the hash would use the prank up
        VM.prank(who);
        _anchors.anchor(LEDGER, to, root, proof);
    }

    function _refusedAnchor(uint64 size, bytes32 root, bytes32[] memory proof, string memory what) private {
        VM.prank(ALICE);
        _refused(address(_anchors), abi.encodeCall(CheckpointAnchor.anchor, (LEDGER, size, root, proof)), what);
    }

    function _notIncluded(
        bytes32 ledger,
        address who,
        uint64 size,
        uint64 index,
        bytes32 leaf,
        bytes32[] memory path,
        string memory what
    ) private {
        bytes memory call = abi.encodeCall(CheckpointAnchor.checkIncluded, (ledger, who, size, index, leaf, path));
        _refused(address(_anchors), call, what);
    }

    function _inconsistent(
        CheckpointAnchor.Claim memory first,
        CheckpointAnchor.Claim memory second,
        bytes32 rootAt,
        bytes32[] memory proof
    ) private {
        VM.recordLogs();
        _anchors.proveInconsistent(LEDGER, first, second, rootAt, proof);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        _check(logs.length == 1 && logs[0].topics.length == 4, "one event");
        _check(logs[0].topics[0] == CheckpointAnchor.Inconsistent.selector, "its name");
        _check(logs[0].topics[1] == LEDGER, "its ledger");
        _check(logs[0].topics[2] == _topic(ALICE) && logs[0].topics[3] == _topic(BOB), "its accounts");
        bytes memory data = abi.encode(first.size, first.root, second.size, second.root, rootAt);
        _check(keccak256(logs[0].data) == keccak256(data), "its data");
    }

    function _notInconsistent(
        CheckpointAnchor.Claim memory first,
        CheckpointAnchor.Claim memory second,
        bytes32 rootAt,
        bytes32[] memory proof,
        string memory what
    ) private {
        bytes memory call = abi.encodeCall(CheckpointAnchor.proveInconsistent, (LEDGER, first, second, rootAt, proof));
        _refused(address(_anchors), call, what);
    }

    function _noHead(bytes32 ledger, CheckpointAnchor.Claim memory claim, bytes4 error_, string memory what) private {
        bytes memory call = abi.encodeCall(CheckpointAnchor.checkHead, (ledger, claim));
        // solhint-disable-next-line avoid-low-level-calls
        (bool good, bytes memory answer) = address(_anchors).call(call);
        _check(!good, string.concat("not refused: ", what));
        _check(bytes4(answer) == error_, string.concat("refused otherwise: ", what));
    }

    function _batched(address who, uint256 seed, uint64 count) private returns (Batch memory batch) {
        uint64[] memory sizes = new uint64[](count);
        bytes32[] memory roots = _leaves(seed, count);
        bytes32[] memory leaves = new bytes32[](count);
        for (uint64 i = 0; i < count; ++i) {
            sizes[i] = 100 + i;
            leaves[i] = _headLeaf(_ledger(seed, i), sizes[i], roots[i]);
        }
        return _sent(who, sizes, roots, leaves);
    }

    function _sent(address who, uint64[] memory sizes, bytes32[] memory roots, bytes32[] memory leaves)
        private
        returns (Batch memory batch)
    {
        bytes32 root = _root(leaves, 0, leaves.length);
        VM.recordLogs();
        VM.prank(who);
        _anchors.anchorBatch(uint64(leaves.length), root);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        _check(logs.length == 1 && logs[0].topics[0] == CheckpointAnchor.BatchAnchored.selector, "one event");
        _check(logs[0].topics[1] == _topic(who) && logs[0].topics[2] == root, "its topics");
        (uint64 count, uint64 time, bytes32 before) = abi.decode(logs[0].data, (uint64, uint64, bytes32));
        _check(count == leaves.length && time == block.timestamp, "its data");
        batch = Batch(who, sizes, roots, leaves, time, before, new bytes32[](0));
    }

    function _claim(Batch memory b, uint64 i) private pure returns (CheckpointAnchor.Claim memory claim) {
        claim = CheckpointAnchor.Claim({
            submitter: b.submitter,
            size: b.sizes[i],
            root: b.roots[i],
            count: uint64(b.leaves.length),
            index: i,
            path: _path(b.leaves, i, 0, b.leaves.length),
            batchRoot: _root(b.leaves, 0, b.leaves.length),
            time: b.time,
            before: b.before,
            later: b.later
        });
    }

    function _stored(address who, uint64 size, bytes32 root)
        private
        pure
        returns (CheckpointAnchor.Claim memory claim)
    {
        (claim.submitter, claim.size, claim.root) = (who, size, root);
    }

    function _headLeaf(bytes32 ledger, uint64 size, bytes32 root) private pure returns (bytes32 leaf) {
        return sha256(abi.encodePacked(hex"00", "countersign/head/v1", ledger, size, root));
    }

    function _step(Batch memory b) private pure returns (bytes32 step) {
        bytes32 root = _root(b.leaves, 0, b.leaves.length);
        return sha256(abi.encodePacked("countersign/batch/v1", b.time, uint64(b.leaves.length), root));
    }

    function _ledger(uint256 seed, uint256 i) private pure returns (bytes32 ledger) {
        return keccak256(abi.encode("ledger", seed, i));
    }

    function _topic(address who) private pure returns (bytes32 topic) {
        return bytes32(uint256(uint160(who)));
    }

    function _head(CheckpointAnchor.Head memory h, uint64 size, bytes32 root, uint64 time, uint64 previous)
        private
        pure
    {
        _check(h.size == size, "size");
        _check(h.root == root, "root");
        _check(h.time == time, "time");
        _check(h.previous == previous, "previous");
    }
}
