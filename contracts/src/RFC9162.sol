// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Inclusion and consistency in RFC 6962 trees
/// @author Countersign
/// @notice Strict: the index is compared with the size first, and a proof has exactly the hashes that the sizes demand.
/// Each check returns or reverts: there is no boolean to forget.
/// @dev Source: RFC 9162 2.1.3.2 and 2.1.4.2. Hashes are SHA-256 by the precompile at 0x02. Sizes and indexes count
/// leaves. Cost: one hash for each element of an inclusion proof, one or two for each element of a consistency proof.
library RFC9162 {
    /// @notice There is no such leaf.
    /// @param index leaf, from 0
    /// @param size leaves of the tree
    error IndexOutOfTree(uint256 index, uint256 size);

    /// @notice Not 0 < size1 <= size2.
    /// @param size1 leaves of the first tree
    /// @param size2 leaves of the second tree
    error SizesOutOfOrder(uint256 size1, uint256 size2);

    /// @notice Index and sizes demand more hashes.
    /// @param found hashes in the proof
    error ProofTooShort(uint256 found);

    /// @notice Index and sizes demand fewer hashes.
    /// @param found hashes in the proof
    error ProofTooLong(uint256 found);

    /// @notice The proof is of the right length and leads elsewhere.
    /// @param expected the root that was claimed
    /// @param found the root that follows from the proof
    error RootMismatch(bytes32 expected, bytes32 found);

    /// @notice The root of a tree of `size` leaves that has the leaf hash `leaf` at `index`, by `proof`.
    /// @param index leaf, from 0, below `size`
    /// @param size leaves of the tree
    /// @param leaf leaf hash
    /// @param proof hashes, from the leaf's sibling upwards
    /// @return root what follows
    function rootOfInclusion(uint64 index, uint64 size, bytes32 leaf, bytes32[] calldata proof)
        internal
        view
        returns (bytes32 root)
    {
        if (index >= size) {
            revert IndexOutOfTree(index, size);
        }
        uint256 state; // 0: the proof has the right length, 1: it is too short, 2: it is too long
        // Assembly, as each hash is of 65 bytes in memory and the compiler would allocate them anew: a third of the
        // gas. Memory: what is free from `pad` on holds 31 unused bytes, 0x01, left, right (0x00 to 0x60), and the
        // precompile answers into left or right; the free memory pointer stays. `good` gathers what the calls say; a
        // chain without the precompile would answer with no bytes.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let pad := mload(0x40)
            let one := add(pad, 0x1f)
            let l := add(pad, 0x20)
            let r := add(pad, 0x40)
            let fn := and(index, 0xffffffffffffffff)
            let apart := xor(fn, sub(and(size, 0xffffffffffffffff), 1)) // 0 from where the two paths meet
            let next := proof.offset
            let end := add(next, shl(5, proof.length))
            let good := 1
            mstore8(one, 0x01)
            mstore(r, leaf)
            // Below the level where the paths of the leaf and of the last leaf meet, the index's bits say the side.
            // What is read behind the proof's end is never used: the length is checked below.
            for {} apart { next := add(next, 0x20) } {
                switch and(fn, 1)
                case 0 {
                    mstore(l, mload(r))
                    calldatacopy(r, next, 0x20)
                }
                default { calldatacopy(l, next, 0x20) }
                good := and(good, staticcall(gas(), 0x02, one, 0x41, r, 0x20))
                fn := shr(1, fn)
                apart := shr(1, apart)
            }
            state := 1
            if iszero(gt(next, end)) {
                // Above it, each bit of the index that is set has a left sibling, and the others have none:
                // how many bits of fn are set: in pairs, in fours, in bytes, and their sum
                apart := sub(fn, and(shr(1, fn), 0x5555555555555555))
                apart := add(and(apart, 0x3333333333333333), and(shr(2, apart), 0x3333333333333333))
                apart := and(add(apart, shr(4, apart)), 0x0f0f0f0f0f0f0f0f)
                apart := and(shr(56, mul(apart, 0x0101010101010101)), 0xff)
                let left := shr(5, sub(end, next))
                state := add(gt(apart, left), shl(1, lt(apart, left)))
                if iszero(state) {
                    for {} lt(next, end) { next := add(next, 0x20) } {
                        calldatacopy(l, next, 0x20)
                        good := and(good, staticcall(gas(), 0x02, one, 0x41, r, 0x20))
                    }
                    root := mload(r)
                }
            }
            // Where the length is right and there is a proof, there was a call.
            if and(lt(state, lt(0, proof.length)), iszero(and(good, eq(returndatasize(), 0x20)))) { revert(0, 0) }
        }
        _checkLength(state, proof.length);
    }

    /// @notice Reverts unless the tree of `size` leaves with `root` has the leaf hash `leaf` at `index`.
    /// @param index leaf, from 0, below `size`
    /// @param size leaves of the tree
    /// @param leaf leaf hash
    /// @param root root of the tree
    /// @param proof hashes, from the leaf's sibling upwards
    function checkInclusion(uint64 index, uint64 size, bytes32 leaf, bytes32 root, bytes32[] calldata proof)
        internal
        view
    {
        bytes32 found = rootOfInclusion(index, size, leaf, proof);
        if (found != root) {
            revert RootMismatch(root, found);
        }
    }

    /// @notice Reverts unless the tree of `size1` leaves with `root1` is a prefix of the one of `size2` leaves with
    /// `root2`.
    /// @param size1 leaves of the first tree, at least 1: an empty tree is a prefix of everything, which says nothing
    /// @param size2 leaves of the second tree, at least `size1`
    /// @param root1 root of the first tree
    /// @param root2 root of the second tree
    /// @param proof hashes; none between equal sizes
    function checkConsistency(uint64 size1, uint64 size2, bytes32 root1, bytes32 root2, bytes32[] calldata proof)
        internal
        view
    {
        if (size1 == 0 || size1 > size2) {
            revert SizesOutOfOrder(size1, size2);
        }
        if (size1 == size2) {
            if (proof.length != 0) {
                revert ProofTooLong(proof.length);
            }
            if (root1 != root2) {
                revert RootMismatch(root1, root2);
            }
            return;
        }
        bytes32 first = root1; // of a complete tree, the root itself is the first node
        uint256 next;
        uint256 end;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            next := proof.offset
            end := add(next, shl(5, proof.length))
            if and(size1, sub(size1, 1)) {
                first := calldataload(next)
                next := add(next, 0x20)
            }
        }
        (uint256 state, bytes32 found1, bytes32 found2) = _walk(size1, size2, first, next, end);
        _checkLength(state, proof.length);
        if (found1 != root1) {
            revert RootMismatch(root1, found1);
        }
        if (found2 != root2) {
            revert RootMismatch(root2, found2);
        }
    }

    /// @notice SHA-256(0x00 | leaf).
    /// @param leaf the leaf's bytes, any number
    /// @return hash its leaf hash
    function leafHash(bytes memory leaf) internal pure returns (bytes32 hash) {
        return sha256(bytes.concat(hex"00", leaf));
    }

    /// @notice SHA-256(0x01 | left | right).
    /// @param left hash of the left subtree
    /// @param right hash of the right subtree
    /// @return hash their parent
    function nodeHash(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @notice The loop of RFC 9162 2.1.4.2.
    /// @dev Memory as in `rootOfInclusion`, twice: for the first tree and for the second.
    /// @param size1 leaves of the first tree, 0 < size1 < size2
    /// @param size2 leaves of the second tree
    /// @param first the node that both trees have first
    /// @param next where the other hashes begin in the call data
    /// @param end where the proof ends; before `next` if the first node was missing
    /// @return state 0: the proof has the right length, 1: it is too short, 2: it is too long
    /// @return fr root of the first tree, as it follows
    /// @return sr root of the second tree, as it follows
    function _walk(uint64 size1, uint64 size2, bytes32 first, uint256 next, uint256 end)
        private
        view
        returns (uint256 state, bytes32 fr, bytes32 sr)
    {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let one := add(mload(0x40), 0x1f)
            let one2 := add(one, 0x60)
            let r := add(one, 0x21)
            let r2 := add(one2, 0x21)
            let fn := sub(and(size1, 0xffffffffffffffff), 1)
            let apart := xor(fn, sub(and(size2, 0xffffffffffffffff), 1))
            let good := 1
            mstore8(one, 0x01)
            mstore8(one2, 0x01)
            mstore(r, first)
            mstore(r2, first)
            for {} and(fn, 1) {} {
                fn := shr(1, fn)
                apart := shr(1, apart)
            }
            // Below the level where the right borders of the two trees meet. The lowest bit of fn is 0 at each turn: so
            // it is after the loop above, and after the inner one.
            for {} apart {} {
                mstore(add(one2, 1), mload(r2))
                calldatacopy(r2, next, 0x20)
                good := and(good, staticcall(gas(), 0x02, one2, 0x41, r2, 0x20))
                next := add(next, 0x20)
                fn := shr(1, fn)
                apart := shr(1, apart)
                for {} and(fn, lt(0, apart)) {} {
                    let c := calldataload(next)
                    mstore(add(one, 1), c)
                    mstore(add(one2, 1), c)
                    good := and(good, staticcall(gas(), 0x02, one, 0x41, r, 0x20))
                    good := and(good, staticcall(gas(), 0x02, one2, 0x41, r2, 0x20))
                    next := add(next, 0x20)
                    fn := shr(1, fn)
                    apart := shr(1, apart)
                }
            }
            state := 1
            if iszero(gt(next, end)) {
                // how many bits of fn are set: in pairs, in fours, in bytes, and their sum
                apart := sub(fn, and(shr(1, fn), 0x5555555555555555))
                apart := add(and(apart, 0x3333333333333333), and(shr(2, apart), 0x3333333333333333))
                apart := and(add(apart, shr(4, apart)), 0x0f0f0f0f0f0f0f0f)
                apart := and(shr(56, mul(apart, 0x0101010101010101)), 0xff)
                let left := shr(5, sub(end, next))
                state := add(gt(apart, left), shl(1, lt(apart, left)))
                if iszero(state) {
                    for {} lt(next, end) { next := add(next, 0x20) } {
                        let c := calldataload(next)
                        mstore(add(one, 1), c)
                        mstore(add(one2, 1), c)
                        good := and(good, staticcall(gas(), 0x02, one, 0x41, r, 0x20))
                        good := and(good, staticcall(gas(), 0x02, one2, 0x41, r2, 0x20))
                    }
                    fr := mload(r)
                    sr := mload(r2)
                }
            }
            // Where the length is right there was a call: size1 < size2, so their borders meet above the first node.
            if and(iszero(state), iszero(and(good, eq(returndatasize(), 0x20)))) { revert(0, 0) }
        }
    }

    /// @notice Reverts unless a proof has as many hashes as are demanded.
    /// @param state 0: so many, 1: too few, 2: too many
    /// @param found hashes of the proof
    function _checkLength(uint256 state, uint256 found) private pure {
        if (state == 1) {
            revert ProofTooShort(found);
        }
        if (state == 2) {
            revert ProofTooLong(found);
        }
    }
}
