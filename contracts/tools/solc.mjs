#!/usr/bin/env node
// npm's solc behind the command line that forge expects of a native one: `--version` and `--standard-json`.
import { readFileSync } from "node:fs";
import solc from "solc";

if (process.argv.includes("--version")) {
  console.log("solc, the solidity compiler commandline interface\nVersion: " + solc.version());
} else if (process.argv.includes("--standard-json")) {
  process.stdout.write(solc.compile(readFileSync(0, "utf8")));
} else {
  console.error("solc.mjs knows --version and --standard-json only, and got: " + process.argv.slice(2).join(" "));
  process.exit(1);
}
