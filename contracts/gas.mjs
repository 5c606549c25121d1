#!/usr/bin/env node
// What the transactions of src/docs/anchor.md §6 cost, as gas used by transactions on anvil. No assumption about prices.
// With --check it prints only what is above its limit, and fails then.
import { createHash, randomBytes } from "node:crypto";
import { artifact, encode, send, tuple, withChain } from "./tools/chain.mjs";
import { leafHash, Tree } from "./tools/tree.mjs";

const LEAVES = 2 ** 20;
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const u64 = (v) => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64BE(BigInt(v));
  return b;
};

const PERIOD = 1024;
const leaves = Array.from({ length: PERIOD }, (_, i) => leafHash(Buffer.from("leaf " + i)));
const leaf = (i) => leaves[i % PERIOD];
const tree = new Tree(leaf, LEAVES + 1000, PERIOD);
const rows = [];
const row = (what, gas, note = "", limit = Infinity) => rows.push([what, Number(gas), note, limit]);

await withChain(async (call, accounts) => {
  const c = artifact("CheckpointAnchor");
  const selector = (name) => c.selectors[Object.keys(c.selectors).find((s) => s.startsWith(name + "("))];
  const deployed = await send(call, accounts[0], undefined, c.bytecode);
  const at = deployed.contractAddress;
  const run = async (from, name, ...args) => (await send(call, from, at, encode(selector(name), args))).gasUsed;
  row("deploy CheckpointAnchor", deployed.gasUsed);
  const a = artifact("AgreementTerms");
  row("deploy AgreementTerms", (await send(call, accounts[0], undefined, a.bytecode)).gasUsed);

  const ledger = randomBytes(32);
  row("first head of a series", await run(accounts[0], "anchor", ledger, 1000, tree.root(1000), []));
  const steps = [
    [LEAVES - 1, LEAVES],
    [LEAVES - 1000, LEAVES],
    [0xaaaab, LEAVES],
    [LEAVES / 2 + 1, LEAVES],
    [LEAVES, LEAVES + 1000],
    [0x7ffff, LEAVES],
    [0x55555, LEAVES - 1],
  ];
  for (const [from, to] of steps) {
    const series = randomBytes(32);
    await run(accounts[0], "anchor", series, from, tree.root(from), []);
    const proof = tree.consistency(from, to);
    const gas = await run(accounts[0], "anchor", series, to, tree.root(to), proof);
    row(`anchor, consistency from ${from} to ${to} leaves`, gas, `${proof.length} hashes`, 100_000);
  }
  await run(accounts[1], "anchor", ledger, LEAVES, tree.root(LEAVES), []);
  for (const index of [0, 699050, LEAVES - 1]) {
    const path = tree.path(index, LEAVES);
    const args = [ledger, accounts[1], LEAVES, index, leaf(index), path];
    row(`inclusion of leaf ${index} of ${LEAVES}`, await run(accounts[1], "checkIncluded", ...args), `${path.length} hashes`, 52_000);
  }

  const heads = Array.from({ length: 100 }, (_, i) => ({ ledger: randomBytes(32), size: 1000 + i, root: randomBytes(32) }));
  const headLeaves = heads.map((h) => leafHash(Buffer.concat([Buffer.from("countersign/head/v1"), h.ledger, u64(h.size), h.root])));
  const batch = new Tree((i) => headLeaves[i], 100, 128);
  row("batch of 100 ledgers, the first of 28 days", await run(accounts[0], "anchorBatch", 100, randomBytes(32)));
  const sent = await send(call, accounts[0], at, encode(selector("anchorBatch"), [100, batch.root()]));
  row("batch of 100 ledgers, each later one", sent.gasUsed, "", 35_000);
  const data = Buffer.from(sent.logs[0].data.slice(2), "hex");
  const [time, before] = [Number("0x" + data.subarray(32, 64).toString("hex")), data.subarray(64, 96)];
  await run(accounts[0], "anchorBatch", 3, randomBytes(32)).then((gas) => row("batch of 3 ledgers", gas));
  const after = await call("eth_getLogs", { address: at, fromBlock: "0x0", topics: [] });
  const last = after.filter((l) => l.topics[0] === sent.logs[0].topics[0]).at(-1);
  const lastData = Buffer.from(last.data.slice(2), "hex");
  const later = sha256(
    Buffer.from("countersign/batch/v1"),
    lastData.subarray(56, 64),
    lastData.subarray(24, 32),
    Buffer.from(last.topics[2].slice(2), "hex"),
  );
  const k = 42;
  const claim = (h, i, root) =>
    tuple(accounts[0], h.size, root, 100, i, batch.path(i), batch.root(), time, before, [later]);
  const opened = await call("eth_call", { to: at, data: encode(selector("checkHead"), [heads[k].ledger, claim(heads[k], k, heads[k].root)]) });
  if (Number(opened) !== time) throw new Error("the opened head has another time: " + opened);
  row("opening one of the 100 by its path, as a call", 0, "free");

  const own = randomBytes(32);
  const rewritten = leafHash(randomBytes(1));
  const other = new Tree((i) => (i === 0 ? rewritten : leaf(i)), LEAVES, PERIOD);
  await run(accounts[0], "anchor", own, LEAVES - 1000, other.root(LEAVES - 1000), []);
  await run(accounts[1], "anchor", own, LEAVES, tree.root(LEAVES), []);
  const stored = (who, size, root) => tuple(who, size, root, 0, 0, [], 0, 0, 0, []);
  const args = [
    own,
    stored(accounts[0], LEAVES - 1000, other.root(LEAVES - 1000)),
    stored(accounts[1], LEAVES, tree.root(LEAVES)),
    tree.root(LEAVES - 1000),
    tree.consistency(LEAVES - 1000, LEAVES),
  ];
  row(`proveInconsistent, ${LEAVES - 1000} and ${LEAVES} leaves`, await run(accounts[2], "proveInconsistent", ...args));
  row("notice", await run(accounts[0], "notice", ledger, randomBytes(32)));
});

const check = process.argv[2] === "--check";
for (const [what, gas, note, limit] of rows) {
  if (!check) {
    console.log(`| ${what} | ${gas.toLocaleString("en")} | ${note} |`);
  } else if (gas > limit) {
    console.error(`${what}: ${gas} gas, at most ${limit}`);
    process.exitCode = 1;
  }
}
