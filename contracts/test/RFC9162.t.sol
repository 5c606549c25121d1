// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RFC9162} from "../src/RFC9162.sol";
import {TestBase} from "./TestBase.sol";
import {Vm} from "./Vm.sol";

/// @title The library behind calls
/// @author Countersign
contract Proofs {
    function inclusion(uint64 index, uint64 size, bytes32 leaf, bytes32 root, bytes32[] calldata proof) external view {
        RFC9162.checkInclusion(index, size, leaf, root, proof);
    }

    function consistency(uint64 size1, uint64 size2, bytes32 root1, bytes32 root2, bytes32[] calldata proof)
        external
        view
    {
        RFC9162.checkConsistency(size1, size2, root1, root2, proof);
    }

    function leafHash(bytes calldata leaf) external pure returns (bytes32 hash) {
        return RFC9162.leafHash(leaf);
    }

    function nodeHash(bytes32 left, bytes32 right) external pure returns (bytes32 hash) {
        return RFC9162.nodeHash(left, right);
    }
}

/// @title Proofs against vectors, trees written literally, and each input corrupted in turn
/// @author Countersign
contract RFC9162Test is TestBase {
    uint256 private constant MAX_LEAVES = 70;

    Proofs private _proofs;

    function setUp() external {
        _proofs = new Proofs();
    }

    function test_hashes_ofTheRfcsTree_areThoseOfCertificateTransparency() external view {
        // the one-leaf tree over no bytes, and its parent, of the vectors of RFC 6962's reference implementation
        bytes32 empty = _proofs.leafHash("");
        _check(empty == 0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d, "leaf hash");
        bytes32 node = _proofs.nodeHash(empty, _proofs.leafHash(hex"00"));
        _check(node == 0xfac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125, "node hash");
    }

    function test_inclusion_ofOwnVectors_isAsTheySay() external {
        Vm.DirEntry[] memory files = VM.readDir(string.concat(OWN, "merkle-inclusion"), 1);
        uint256 good;
        for (uint256 i = 0; i < files.length; ++i) {
            string memory json = VM.readFile(files[i].path);
            bool want = !VM.keyExistsJson(json, ".want.error");
            _check(_ownInclusion(json) == want, files[i].path);
            good += want ? 1 : 0;
        }
        _check(good > 3 && files.length > good + 15, "too few vectors");
    }

    function test_consistency_ofOwnVectors_isAsTheySay() external {
        Vm.DirEntry[] memory files = VM.readDir(string.concat(OWN, "merkle-consistency"), 1);
        uint256 good;
        for (uint256 i = 0; i < files.length; ++i) {
            string memory json = VM.readFile(files[i].path);
            bool want = !VM.keyExistsJson(json, ".want.error");
            _check(_ownConsistency(json) == want, files[i].path);
            good += want ? 1 : 0;
        }
        _check(good > 3 && files.length > good + 12, "too few vectors");
    }

    function test_inclusion_ofForeignVectors_isAsTheySay() external {
        Vm.DirEntry[] memory files = VM.readDir(_shared("rfc6962/inclusion"), 3);
        uint256 good;
        uint256 all;
        for (uint256 i = 0; i < files.length; ++i) {
            if (files[i].isDir) {
                continue;
            }
            string memory json = VM.readFile(files[i].path);
            bool want = !VM.parseJsonBool(json, ".wantErr");
            _check(_foreignInclusion(json) == want, files[i].path);
            good += want ? 1 : 0;
            ++all;
        }
        _check(good > 3 && all > 80, "too few vectors");
    }

    function test_consistency_ofForeignVectors_isAsTheySay() external {
        Vm.DirEntry[] memory files = VM.readDir(_shared("rfc6962/consistency"), 3);
        uint256 good;
        uint256 otherwise;
        uint256 all;
        for (uint256 i = 0; i < files.length; ++i) {
            if (files[i].isDir) {
                continue;
            }
            string memory json = VM.readFile(files[i].path);
            bool want = !VM.parseJsonBool(json, ".wantErr");
            bool found = _foreignConsistency(json);
            _check(want || !found, files[i].path);
            good += found ? 1 : 0;
            otherwise += want != found ? 1 : 0;
            ++all;
        }
        // theirs accepts equal roots of 12 bytes, of sizes 0 and 1: roots have 32 bytes here, and sizes begin at 1
        _check(good > 3 && all > 80 && otherwise <= 2, "too few vectors");
    }

    function testFuzz_inclusion_ofALiteralTree_holdsAndEachCorruptionFails(
        uint256 seed,
        uint256 size,
        uint256 index,
        uint256 bit
    ) external {
        size = 1 + size % MAX_LEAVES;
        index = index % size;
        bytes32[] memory d = _leaves(seed, size);
        bytes32 root = _root(d, 0, size);
        bytes32[] memory proof = _path(d, index, 0, size);
        _proofs.inclusion(_u64(index), _u64(size), d[index], root, proof);
        bytes32 flip = bytes32(1 << (bit % 256));
        _noInclusion(index, size, d[index] ^ flip, root, proof, "leaf");
        _noInclusion(index, size, d[index], root ^ flip, proof, "root");
        for (uint256 i = 0; i < proof.length; ++i) {
            _noInclusion(index, size, d[index], root, _flipped(proof, i, bit), "proof");
            _noInclusion(index, size, d[index], root, _first(proof, i), "cut");
        }
        _noInclusion(index, size, d[index], root, _with(proof, root), "longer");
        _noInclusion(size, size, d[index], root, proof, "index at size");
        for (uint256 i = 0; i < size; ++i) {
            if (i != index) {
                _noInclusion(i, size, d[index], root, proof, "another index");
            }
        }
    }

    function testFuzz_consistency_ofALiteralTree_holdsAndEachCorruptionFails(
        uint256 seed,
        uint256 size1,
        uint256 size2,
        uint256 bit
    ) external {
        size2 = 1 + size2 % MAX_LEAVES;
        size1 = 1 + size1 % size2;
        bytes32[] memory d = _leaves(seed, size2);
        bytes32 root1 = _root(d, 0, size1);
        bytes32 root2 = _root(d, 0, size2);
        bytes32[] memory proof = _proof(d, size1, 0, size2, true);
        _proofs.consistency(_u64(size1), _u64(size2), root1, root2, proof);
        bytes32 flip = bytes32(1 << (bit % 256));
        _noConsistency(size1, size2, root1 ^ flip, root2, proof, "root1");
        _noConsistency(size1, size2, root1, root2 ^ flip, proof, "root2");
        for (uint256 i = 0; i < proof.length; ++i) {
            _noConsistency(size1, size2, root1, root2, _flipped(proof, i, bit), "proof");
            _noConsistency(size1, size2, root1, root2, _first(proof, i), "cut");
        }
        _noConsistency(size1, size2, root1, root2, _with(proof, root2), "longer");
        _noConsistency(0, size2, root1, root2, proof, "from nothing");
        _noConsistency(size2 + 1, size2, root1, root2, proof, "backwards");
        for (uint256 i = 1; i < size2; ++i) {
            if (i != size1) {
                _noConsistency(i, size2, root1, root2, proof, "another size1");
            }
        }
    }

    /// @notice The walk of RFC 9162 2.1.3.2, step by step, over the sizes that no test can build a tree of.
    function testFuzz_inclusion_ofAnySize_isThatOfTheLiteralWalk(uint64 index, uint64 size, uint8 narrow, uint256 seed)
        external
    {
        size = size >> (narrow % 64);
        VM.assume(size != 0);
        index = index % size;
        bytes32[] memory d = _leaves(seed, 65);
        uint256 used;
        bytes32 root = d[64];
        (uint256 fn, uint256 sn) = (index, size - 1);
        for (; sn != 0; ++used) {
            if (fn & 1 == 1 || fn == sn) {
                root = _proofs.nodeHash(d[used], root);
                for (; fn & 1 == 0 && fn != 0; fn >>= 1) {
                    sn >>= 1;
                }
            } else {
                root = _proofs.nodeHash(root, d[used]);
            }
            fn >>= 1;
            sn >>= 1;
        }
        _proofs.inclusion(index, size, d[64], root, _first(d, used));
        bytes memory call = abi.encodeCall(Proofs.inclusion, (index, size, d[64], root, _first(d, used + 1)));
        _refused(address(_proofs), call, abi.encodeWithSelector(RFC9162.ProofTooLong.selector, used + 1), "longer");
        if (used != 0) {
            call = abi.encodeCall(Proofs.inclusion, (index, size, d[64], root, _first(d, used - 1)));
            _refused(address(_proofs), call, abi.encodeWithSelector(RFC9162.ProofTooShort.selector, used - 1), "cut");
        }
    }

    /// @notice The walk of RFC 9162 2.1.4.2, likewise.
    function testFuzz_consistency_ofAnySizes_isThatOfTheLiteralWalk(
        uint64 size1,
        uint64 size2,
        uint8 narrow,
        uint256 seed
    ) external {
        size2 = size2 >> (narrow % 63);
        VM.assume(size2 > 1);
        size1 = 1 + size1 % (size2 - 1);
        bytes32[] memory d = _leaves(seed, 66);
        (uint256 fn, uint256 sn) = (size1 - 1, size2 - 1);
        uint256 used = size1 & (size1 - 1) == 0 ? 0 : 1;
        bytes32 fr = used == 0 ? d[65] : d[0];
        bytes32 sr = fr;
        for (; fn & 1 == 1; fn >>= 1) {
            sn >>= 1;
        }
        for (; sn != 0; ++used) {
            if (fn & 1 == 1 || fn == sn) {
                fr = _proofs.nodeHash(d[used], fr);
                sr = _proofs.nodeHash(d[used], sr);
                for (; fn & 1 == 0 && fn != 0; fn >>= 1) {
                    sn >>= 1;
                }
            } else {
                sr = _proofs.nodeHash(sr, d[used]);
            }
            fn >>= 1;
            sn >>= 1;
        }
        _proofs.consistency(size1, size2, fr, sr, _first(d, used));
        bytes memory call = abi.encodeCall(Proofs.consistency, (size1, size2, fr, sr, _first(d, used + 1)));
        _refused(address(_proofs), call, abi.encodeWithSelector(RFC9162.ProofTooLong.selector, used + 1), "longer");
        call = abi.encodeCall(Proofs.consistency, (size1, size2, fr, sr, _first(d, used - 1)));
        _refused(address(_proofs), call, abi.encodeWithSelector(RFC9162.ProofTooShort.selector, used - 1), "cut");
    }

    /// @notice Whatever is thrown at them, they answer with an error of their own or accept: they end, and never panic.
    function testFuzz_proofs_ofAnything_endInAnErrorOfTheirOwn(
        uint64 a,
        uint64 b,
        bytes32 x,
        bytes32 y,
        bytes32[] calldata proof
    ) external {
        _refused(address(_proofs), abi.encodeCall(Proofs.inclusion, (a, b, x, y, proof)), "inclusion of noise");
        if (a != b || proof.length != 0 || x != y) {
            _refused(address(_proofs), abi.encodeCall(Proofs.consistency, (a, b, x, y, proof)), "consistency of noise");
        }
    }

    function test_inclusion_ofAnIndexAtOrAboveTheSize_isRefusedFirst() external {
        bytes4 out = RFC9162.IndexOutOfTree.selector;
        for (uint64 size = 0; size < 9; ++size) {
            for (uint64 index = size; index < size + 3; ++index) {
                bytes memory call = abi.encodeCall(Proofs.inclusion, (index, size, 0, 0, _leaves(1, 2)));
                _refused(address(_proofs), call, abi.encodeWithSelector(out, index, size), "index");
            }
        }
    }

    function test_inclusion_ofTheLargestSizes_needsSixtyFourHashes() external {
        bytes32[] memory proof = _leaves(1, 64);
        bytes memory call = abi.encodeCall(Proofs.inclusion, (type(uint64).max - 1, type(uint64).max, 0, 0, proof));
        bytes memory tooLong = abi.encodeWithSelector(RFC9162.ProofTooLong.selector, 64);
        _refused(address(_proofs), call, tooLong, "64 hashes at the last leaf of 2^64 - 1");
        call = abi.encodeCall(Proofs.inclusion, (0, type(uint64).max, 0, 0, _first(proof, 63)));
        _refused(address(_proofs), call, abi.encodeWithSelector(RFC9162.ProofTooShort.selector, 63), "63 hashes");
    }

    function _noInclusion(uint256 i, uint256 n, bytes32 leaf, bytes32 root, bytes32[] memory proof, string memory what)
        private
    {
        _refused(address(_proofs), abi.encodeCall(Proofs.inclusion, (_u64(i), _u64(n), leaf, root, proof)), what);
    }

    function _noConsistency(
        uint256 m,
        uint256 n,
        bytes32 root1,
        bytes32 root2,
        bytes32[] memory proof,
        string memory what
    ) private {
        _refused(address(_proofs), abi.encodeCall(Proofs.consistency, (_u64(m), _u64(n), root1, root2, proof)), what);
    }

    function _ownInclusion(string memory json) private returns (bool good) {
        (bool fits, uint64 index, uint64 size) = _sizes(json, ".inputs.index", ".inputs.size");
        (bool g1, bytes32 leaf) = _hash(VM.parseJsonString(json, ".inputs.leafHash"));
        (bool g2, bytes32 root) = _hash(VM.parseJsonString(json, ".inputs.root"));
        (bool g3, bytes32[] memory proof) = _hashes(VM.parseJsonStringArray(json, ".inputs.proof"));
        return fits && g1 && g2 && g3
            && _accepted(address(_proofs), abi.encodeCall(Proofs.inclusion, (index, size, leaf, root, proof)));
    }

    function _ownConsistency(string memory json) private returns (bool good) {
        (bool fits, uint64 size1, uint64 size2) = _sizes(json, ".inputs.size1", ".inputs.size2");
        (bool g1, bytes32 root1) = _hash(VM.parseJsonString(json, ".inputs.root1"));
        (bool g2, bytes32 root2) = _hash(VM.parseJsonString(json, ".inputs.root2"));
        (bool g3, bytes32[] memory proof) = _hashes(VM.parseJsonStringArray(json, ".inputs.proof"));
        return fits && g1 && g2 && g3
            && _accepted(address(_proofs), abi.encodeCall(Proofs.consistency, (size1, size2, root1, root2, proof)));
    }

    function _foreignInclusion(string memory json) private returns (bool good) {
        (bool fits, uint64 index, uint64 size) = _sizes(json, ".leafIdx", ".treeSize");
        (bool g1, bytes32 leaf) = _foreignHash(json, ".leafHash");
        (bool g2, bytes32 root) = _foreignHash(json, ".root");
        (bool g3, bytes32[] memory proof) = _foreignProof(json);
        return fits && g1 && g2 && g3
            && _accepted(address(_proofs), abi.encodeCall(Proofs.inclusion, (index, size, leaf, root, proof)));
    }

    function _foreignConsistency(string memory json) private returns (bool good) {
        (bool fits, uint64 size1, uint64 size2) = _sizes(json, ".size1", ".size2");
        (bool g1, bytes32 root1) = _foreignHash(json, ".root1");
        (bool g2, bytes32 root2) = _foreignHash(json, ".root2");
        (bool g3, bytes32[] memory proof) = _foreignProof(json);
        return fits && g1 && g2 && g3
            && _accepted(address(_proofs), abi.encodeCall(Proofs.consistency, (size1, size2, root1, root2, proof)));
    }

    function _sizes(string memory json, string memory a, string memory b)
        private
        pure
        returns (bool fits, uint64 first, uint64 second)
    {
        int256 x = VM.parseJsonInt(json, a);
        int256 y = VM.parseJsonInt(json, b);
        int256 most = int256(uint256(type(uint64).max));
        if (x < 0 || y < 0 || x > most || y > most) {
            return (false, 0, 0); // no call can even say this
        }
        // casting to 'uint256' is safe because negative values are gone
        // forge-lint: disable-next-line(unsafe-typecast)
        return (true, _u64(uint256(x)), _u64(uint256(y)));
    }

    function _foreignHash(string memory json, string memory key) private pure returns (bool good, bytes32 value) {
        return _foreignHash(VM.parseJsonString(json, key));
    }

    function _foreignHash(string memory base64) private pure returns (bool good, bytes32 value) {
        bytes memory raw = _base64(base64);
        // casting to 'bytes32' is safe because there are 32 bytes
        // forge-lint: disable-next-line(unsafe-typecast)
        return (raw.length == 32, raw.length == 32 ? bytes32(raw) : bytes32(0));
    }

    function _foreignProof(string memory json) private view returns (bool good, bytes32[] memory proof) {
        good = true;
        if (!VM.keyExistsJson(json, ".proof[0]")) {
            return (true, new bytes32[](0)); // null or empty
        }
        string[] memory texts = VM.parseJsonStringArray(json, ".proof");
        proof = new bytes32[](texts.length);
        for (uint256 i = 0; i < texts.length; ++i) {
            bool one;
            (one, proof[i]) = _foreignHash(texts[i]);
            good = good && one;
        }
    }

    function _u64(uint256 value) private pure returns (uint64 same) {
        _check(value <= type(uint64).max, "no u64");
        // casting to 'uint64' is safe because it was checked
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(value);
    }
}
