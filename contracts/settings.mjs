// How the contracts are compiled: the same as foundry.toml says, so forge and solc give the same bytes.
export const CONTRACTS = ["AgreementTerms", "CheckpointAnchor"];
export const SOURCES = ["AgreementTerms.sol", "CheckpointAnchor.sol", "RFC9162.sol"];
export const SETTINGS = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 200 },
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};
