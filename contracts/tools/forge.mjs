#!/usr/bin/env node
// Runs npm's native forge in contracts/ and passes its exit code on.
import { spawnSync } from "node:child_process";
import { native, ROOT } from "./native.mjs";

const env = { ...process.env, FOUNDRY_DISABLE_NIGHTLY_WARNING: "1" };
const run = spawnSync(native("forge"), process.argv.slice(2), { cwd: ROOT, env, stdio: "inherit" });
process.exit(run.status ?? 1);
