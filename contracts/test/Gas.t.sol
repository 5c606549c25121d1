// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CheckpointAnchor} from "../src/CheckpointAnchor.sol";
import {TestBase} from "./TestBase.sol";

/// @title What the calls cost, without the transaction around them: .gas-snapshot
/// @author Countersign
/// @dev The trees have equal leaves, so that one of 2^20 can be built here. Reading a proof from the test's own storage
/// is in the figures too: they show change. What transactions cost says gas.mjs.
contract GasTest is TestBase {
    uint64 private constant SIZE = 1 << 20;
    bytes32 private constant LEDGER = keccak256("a ledger");

    CheckpointAnchor private _anchors;
    bytes32[] private _levels;
    bytes32[] private _step;
    bytes32[] private _ways;

    function setUp() external {
        VM.warp(1_800_000_000);
        _anchors = new CheckpointAnchor();
        _levels.push(sha256(hex"00"));
        for (uint256 i = 0; i < 20; ++i) {
            _levels.push(_node(_levels[i], _levels[i]));
            _ways.push(_levels[i]);
        }
        // from 2^20 - 1 to 2^20: the last leaf of the first, the leaf that comes, then all subtrees to the left
        _step.push(_levels[0]);
        _step.push(_levels[0]);
        for (uint256 i = 1; i < 20; ++i) {
            _step.push(_levels[i]);
        }
        bytes32 root = _levels[0];
        for (uint256 i = 1; i < 20; ++i) {
            root = _node(_levels[i], root);
        }
        _anchors.anchor(LEDGER, SIZE - 1, root, new bytes32[](0));
        _anchors.anchor(keccak256("another ledger"), SIZE, _levels[20], new bytes32[](0));
        _anchors.anchorBatch(3, LEDGER);
    }

    function test_gasOfAnchor_fromOneLeafLess() external {
        _anchors.anchor(LEDGER, SIZE, _levels[20], _step);
    }

    function test_gasOfAnchor_firstHead() external {
        _anchors.anchor(keccak256("a third ledger"), SIZE, _levels[20], new bytes32[](0));
    }

    function test_gasOfInclusion_amongAMillion() external view {
        _anchors.checkIncluded(keccak256("another ledger"), address(this), SIZE, 699_050, _levels[0], _ways);
    }

    function test_gasOfBatch_laterInItsSpan() external {
        _anchors.anchorBatch(100, LEDGER);
    }

    function test_gasOfNotice() external {
        _anchors.notice(LEDGER, LEDGER);
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32 hash) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }
}
