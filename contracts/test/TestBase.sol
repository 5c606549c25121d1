// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title What the tests share: checks, vectors, and trees written literally after RFC 9162 2.1
/// @author Countersign
abstract contract TestBase {
    /// @dev The address at which forge answers.
    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string internal constant OWN = "../src/test/resources/vectors/";
    string internal constant SHARED = "../../shared/vectors/";

    error Failed(string what);
    error NotBase64(bytes1 found);

    function _check(bool good, string memory what) internal pure {
        if (!good) {
            revert Failed(what);
        }
    }

    /// @notice Checks that a call is refused with `error_`, the bytes of a custom error.
    function _refused(address target, bytes memory data, bytes memory error_, string memory what) internal {
        // solhint-disable-next-line avoid-low-level-calls
        (bool good, bytes memory answer) = target.call(data);
        _check(!good, string.concat("not refused: ", what));
        _check(keccak256(answer) == keccak256(error_), string.concat("refused otherwise: ", what));
    }

    /// @notice Checks that a call is refused by one of the contract's own errors.
    function _refused(address target, bytes memory data, string memory what) internal {
        // solhint-disable-next-line avoid-low-level-calls
        (bool good, bytes memory answer) = target.call(data);
        _check(!good, string.concat("not refused: ", what));
        _check(answer.length > 3, string.concat("refused without an error: ", what));
        _check(bytes4(answer) != 0x4e487b71, string.concat("panics: ", what)); // Panic(uint256)
    }

    function _accepted(address target, bytes memory data) internal returns (bool good) {
        // solhint-disable-next-line avoid-low-level-calls
        (good,) = target.call(data);
    }

    /// @notice The folder of foreign vectors; the test is skipped where it is missing, and fails with CI=true.
    function _shared(string memory relative) internal returns (string memory path) {
        path = string.concat(SHARED, relative);
        bool found;
        try VM.exists(path) returns (bool answer) {
            found = answer;
        } catch {
            found = false; // forge knows no permission for a folder that is not there
        }
        if (!found) {
            bool ci = keccak256(bytes(VM.envOr("CI", ""))) == keccak256("true");
            _check(!ci, string.concat("not there: ", path));
            VM.skip(true, string.concat("foreign vectors lie beside the project: ", path));
        }
    }

    /// @notice 64 hex digits; anything else is no hash.
    function _hash(string memory hexDigits) internal pure returns (bool good, bytes32 value) {
        if (bytes(hexDigits).length == 64) {
            return (true, bytes32(VM.parseBytes(string.concat("0x", hexDigits))));
        }
    }

    function _hashes(string[] memory hexDigits) internal pure returns (bool good, bytes32[] memory values) {
        values = new bytes32[](hexDigits.length);
        good = true;
        for (uint256 i = 0; i < values.length; ++i) {
            bool one;
            (one, values[i]) = _hash(hexDigits[i]);
            good = good && one;
        }
    }

    /// @notice Standard base64 with padding; null gives no bytes.
    function _base64(string memory text) internal pure returns (bytes memory out) {
        bytes memory b = bytes(text);
        uint256 n = b.length / 4 * 3;
        for (uint256 i = b.length; i > 0 && b[i - 1] == "="; --i) {
            --n;
        }
        out = new bytes(n);
        uint256 bits;
        uint256 held;
        uint256 filled;
        for (uint256 i = 0; i < b.length && b[i] != "="; ++i) {
            bits = bits << 6 | _sextet(b[i]);
            held += 6;
            if (held >= 8) {
                held -= 8;
                // forge-lint: disable-next-line(unsafe-typecast)
                out[filled++] = bytes1(uint8(bits >> held)); // the low eight bits are meant
            }
        }
    }

    function _sextet(bytes1 c) private pure returns (uint256 value) {
        if (c >= "A" && c <= "Z") {
            return uint8(c) - 65;
        }
        if (c >= "a" && c <= "z") {
            return uint8(c) - 71;
        }
        if (c >= "0" && c <= "9") {
            return uint8(c) + 4;
        }
        if (c == "+") {
            return 62;
        }
        if (c == "/") {
            return 63;
        }
        revert NotBase64(c);
    }

    /// @notice Leaf hashes that follow from `seed`.
    function _leaves(uint256 seed, uint256 count) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }

    /// @notice MTH(D[lo:hi]).
    function _root(bytes32[] memory leaves, uint256 lo, uint256 hi) internal pure returns (bytes32 root) {
        if (hi - lo == 1) {
            return leaves[lo];
        }
        uint256 k = _split(hi - lo);
        return sha256(abi.encodePacked(bytes1(0x01), _root(leaves, lo, lo + k), _root(leaves, lo + k, hi)));
    }

    /// @notice PATH(m, D[lo:hi]).
    function _path(bytes32[] memory leaves, uint256 m, uint256 lo, uint256 hi)
        internal
        pure
        returns (bytes32[] memory path)
    {
        if (hi - lo == 1) {
            return new bytes32[](0);
        }
        uint256 k = _split(hi - lo);
        return m < k
            ? _with(_path(leaves, m, lo, lo + k), _root(leaves, lo + k, hi))
            : _with(_path(leaves, m - k, lo + k, hi), _root(leaves, lo, lo + k));
    }

    /// @notice SUBPROOF(m, D[lo:hi], whole); the proof is that of (0, size, true).
    function _proof(bytes32[] memory leaves, uint256 m, uint256 lo, uint256 hi, bool whole)
        internal
        pure
        returns (bytes32[] memory proof)
    {
        if (m == hi - lo) {
            return whole ? new bytes32[](0) : _with(new bytes32[](0), _root(leaves, lo, hi));
        }
        uint256 k = _split(hi - lo);
        return m <= k
            ? _with(_proof(leaves, m, lo, lo + k, whole), _root(leaves, lo + k, hi))
            : _with(_proof(leaves, m - k, lo + k, hi, false), _root(leaves, lo, lo + k));
    }

    function _with(bytes32[] memory list, bytes32 last) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }

    function _first(bytes32[] memory list, uint256 count) internal pure returns (bytes32[] memory shorter) {
        shorter = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            shorter[i] = list[i];
        }
    }

    /// @notice A copy with one bit of one element flipped.
    function _flipped(bytes32[] memory list, uint256 place, uint256 bit)
        internal
        pure
        returns (bytes32[] memory other)
    {
        other = _first(list, list.length);
        other[place] ^= bytes32(1 << (bit % 256));
    }

    /// @dev The largest power of 2 below n.
    function _split(uint256 n) private pure returns (uint256 k) {
        k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
    }
}
