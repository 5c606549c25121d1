// A test chain on loopback, and as much of JSON-RPC and ABI as the scripts need.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { native, ROOT } from "./native.mjs";

export const artifact = (name) => JSON.parse(readFileSync(join(ROOT, "artifacts", name + ".json"), "utf8"));

async function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts anvil, runs `use(call, accounts)` and ends anvil. `call(method, ...params)` is one JSON-RPC request. */
export async function withChain(use, ...options) {
  const port = await freePort();
  const child = spawn(native("anvil"), ["--port", String(port), "--host", "127.0.0.1", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await new Promise((done, fail) => {
      child.stdout.on("data", (d) => String(d).includes("Listening on") && done());
      child.on("error", fail);
      child.on("exit", (code) => fail(new Error("anvil ended with " + code)));
    });
    child.stdout.resume();
    let id = 0;
    const call = async (method, ...params) => {
      const answer = await fetch(`http://127.0.0.1:${port}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }),
      });
      const { result, error } = await answer.json();
      if (error) throw new Error(`${method}: ${error.message} ${error.data ?? ""}`);
      return result;
    };
    return await use(call, await call("eth_accounts"));
  } finally {
    child.removeAllListeners("exit");
    child.kill();
  }
}

/** Sends a transaction and returns its receipt, which must be a success. */
export async function send(call, from, to, data) {
  const hash = await call("eth_sendTransaction", { from, to, data, gas: "0xe00000" });
  let receipt = null;
  for (let i = 0; receipt === null; i++) {
    if (i === 1000) throw new Error("never mined: " + hash);
    receipt = await call("eth_getTransactionReceipt", hash);
  }
  if (receipt.status !== "0x1") throw new Error("refused: " + JSON.stringify(receipt));
  return receipt;
}

const word = (v) =>
  Buffer.isBuffer(v) ? v.toString("hex") : typeof v === "string" ? v.slice(2).padStart(64, "0") : BigInt(v).toString(16).padStart(64, "0");

/** Call data: arguments are numbers, 32-byte buffers, addresses, arrays of such (dynamic) or `tuple`s. */
export function encode(selector, args) {
  return "0x" + selector + words(args);
}

/** A dynamic tuple as an argument. */
export const tuple = (...members) => ({ tuple: members });

function words(args) {
  let head = "";
  let tail = "";
  for (const a of args) {
    const dynamic = Array.isArray(a) ? word(a.length) + a.map(word).join("") : a?.tuple ? words(a.tuple) : null;
    if (dynamic === null) {
      head += word(a);
    } else {
      head += word(args.length * 32 + tail.length / 2);
      tail += dynamic;
    }
  }
  return head + tail;
}
