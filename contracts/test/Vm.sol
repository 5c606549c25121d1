// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Those of forge's cheat codes that the tests use
/// @author Countersign
interface Vm {
    struct DirEntry {
        string errorMessage;
        string path;
        uint64 depth;
        bool isDir;
        bool isSymlink;
    }

    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function prank(address sender) external;
    function warp(uint256 time) external;
    function skip(bool doSkip, string calldata reason) external;
    function assume(bool condition) external pure;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function addr(uint256 key) external pure returns (address key_);
    function envOr(string calldata name, string calldata otherwise) external view returns (string memory value);
    function exists(string calldata path) external view returns (bool found);
    function readDir(string calldata path, uint64 depth) external view returns (DirEntry[] memory entries);
    function readFile(string calldata path) external view returns (string memory text);
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool found);
    function parseJsonBool(string calldata json, string calldata key) external pure returns (bool value);
    function parseJsonInt(string calldata json, string calldata key) external pure returns (int256 value);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory value);
    function parseJsonStringArray(string calldata json, string calldata key)
        external
        pure
        returns (string[] memory values);
    function parseBytes(string calldata text) external pure returns (bytes memory value);
}
