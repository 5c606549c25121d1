// Where npm put the native programs. Those of 64-bit Linux are named in package.json: not every registry has the others.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a script ends with where a native program is missing (EX_UNAVAILABLE): NodeTools in the Java tests knows it. */
const UNAVAILABLE = 69;

/** The path of `forge` or `anvil` for this machine. Ends the process where there is none. */
export function native(tool) {
  const os = { linux: "linux", darwin: "darwin", win32: "win32" }[process.platform] ?? process.platform;
  const cpu = { x64: "amd64", arm64: "arm64" }[process.arch] ?? process.arch;
  const exe = os === "win32" ? tool + ".exe" : tool;
  const name = `@foundry-rs/${tool}-${os}-${cpu}`;
  const path = join(ROOT, "node_modules", name, "bin", exe);
  if (!existsSync(path)) {
    console.error(`${tool} is not here: run npm ci in contracts/, and if it does not bring ${name}, npm install --no-save ${name}@1.7.1`);
    process.exit(UNAVAILABLE);
  }
  return path;
}
