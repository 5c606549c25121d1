#!/usr/bin/env node
// Compiles src/ with npm's solc and with forge, and compares with artifacts/ (--check) or writes them (--write).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";
import { CONTRACTS, SETTINGS, SOURCES } from "./settings.mjs";
import { native, ROOT } from "./tools/native.mjs";

const sources = Object.fromEntries(
  SOURCES.map((name) => ["src/" + name, { content: readFileSync(join(ROOT, "src", name), "utf8") }]),
);
const input = {
  language: "Solidity",
  sources,
  settings: {
    ...SETTINGS,
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.methodIdentifiers"] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const said = (output.errors ?? []).map((e) => e.formattedMessage);
if (said.length > 0) {
  console.error(said.join("\n"));
  process.exit(1);
}

const hashes = Object.fromEntries(
  Object.entries(sources).map(([path, s]) => [path, createHash("sha256").update(s.content).digest("hex")]),
);

/** What stands in artifacts/ for a contract: keys in a fixed order, two blanks, a newline at the end. */
function artifact(name) {
  const made = output.contracts[`src/${name}.sol`][name];
  return (
    JSON.stringify(
      {
        contract: name,
        compiler: solc.version().split(".Emscripten")[0],
        settings: SETTINGS,
        sources: hashes,
        abi: made.abi,
        selectors: made.evm.methodIdentifiers,
        bytecode: "0x" + made.evm.bytecode.object,
        deployedBytecode: "0x" + made.evm.deployedBytecode.object,
      },
      null,
      2,
    ) + "\n"
  );
}

const mode = process.argv[2];
if (mode !== "--check" && mode !== "--write") {
  console.error("usage: build.mjs --check | --write");
  process.exit(64);
}
// A folder of its own: forge's lint leaves artifacts without code in out/.
const forge = spawnSync(
  native("forge"),
  ["build", "--skip", "test", "--out", "out/build", "--cache-path", "cache/build", "--color", "never"],
  { cwd: ROOT, encoding: "utf8" },
);
if (forge.status !== 0) {
  console.error(forge.stdout + forge.stderr);
  process.exit(1);
}
let wrong = 0;
for (const name of CONTRACTS) {
  const path = join(ROOT, "artifacts", name + ".json");
  const text = artifact(name);
  const bytes = JSON.parse(text).deployedBytecode.length / 2 - 1;
  if (mode === "--write") {
    mkdirSync(join(ROOT, "artifacts"), { recursive: true });
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    console.error(`artifacts/${name}.json is not what src/ compiles to: run npm run build in contracts/`);
    wrong++;
    continue;
  }
  const theirs = JSON.parse(readFileSync(join(ROOT, "out", "build", name + ".sol", name + ".json"), "utf8"));
  const ours = JSON.parse(text);
  if (theirs.bytecode.object !== ours.bytecode || theirs.deployedBytecode.object !== ours.deployedBytecode) {
    console.error(`forge's bytes of ${name} are not solc's: settings.mjs and foundry.toml differ`);
    wrong++;
    continue;
  }
  console.log(`${name}: ${bytes} bytes deployed, the same from forge, from solc and in artifacts/`);
}
process.exit(wrong === 0 ? 0 : 1);
