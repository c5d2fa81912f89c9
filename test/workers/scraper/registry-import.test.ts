import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Address } from "../../../schema/wire/identifier.ts";
import { Registry, type Target } from "../../../schema/wire/target.ts";
import { importRows } from "../../../workers/scraper/registry-import.ts";
import { readList } from "../../../workers/scraper/registry-list.ts";
import { readListed } from "../../../workers/scraper/registry-listed.ts";
import { MINUTE, targetOf, testAgent } from "../../support/windows.ts";
import network from "../../fixtures/network-capabilities.json" with { type: "json" };
import { archive } from "./scripted.ts";
import { askOperator } from "./ask-operator.ts";
import { checkRows, register } from "../../../workers/scraper/register.ts";

const ROWS = network.orchestrators as readonly ({
  address: string;
  local_address: string;
  orch_uri: string;
} | null)[];
const lower = (text: string | undefined) => Address.parse(text ?? "");
const at = (row: number) => {
  const { address = "", local_address = "", orch_uri = "" } = ROWS[row] ?? {};
  return { orchestrator: lower(address), node: lower(local_address), uri: orch_uri };
};

type Row = {
  status: string;
  reason: string | null;
  targets: string[];
  orchestrator: string;
  gpus: number;
  workflows: string[];
};
const imported = async (body: unknown) => {
  const answer = await askOperator("/admin/import", { body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as {
    format: string;
    registry_version: number;
    counts: object;
    rows: Row[];
  };
};
const plan = async (body: unknown, targets: readonly Target[]) => {
  const list = readList(body);
  if (list === null) throw new Error("no list");
  const run = await importRows(list, { allowLoopback: false, shardSize: 40 });
  return run(Registry.parse({ schema: "livepeer.sla.registry/1", version: 1, targets }), 0);
};

it("AC17: reports 53 rows with blanks and duplicates one by one, and registers nothing that has no agent", async () => {
  const { format, counts, rows } = await imported(network);
  expect(format).toBe("capabilities");
  // 45 nodes and one more orchestrator on the host of row 7; rows 3 and 5 twice; five rows are blank in some way.
  expect(counts).toEqual({ no_agent: 46, duplicate: 2, refused: 5 });
  expect(rows[45]).toMatchObject({ status: "duplicate", reason: "the same as row 3" });
  expect(rows[46]).toMatchObject({ status: "duplicate", reason: "the same as row 5" });
  expect(rows[47]).toMatchObject({ status: "no_agent" });
  expect(rows.slice(48).map(({ reason }) => reason)).toEqual([
    "address: blank",
    "a blank row",
    "a blank row",
    "address: blank",
    "orch_uri: not a URI of http or https",
  ]);
  expect(await (await askOperator("/admin/targets")).json()).toMatchObject({
    version: 0,
    targets: [],
  });
});

it("AC18: says that two orchestrators share a wallet, and merges neither into the other", async () => {
  const { rows } = await imported(network);
  expect(rows[11]?.reason).toBe("shares its node key with row 10; they stay two");
  expect(rows[33]?.reason).toBe("shares its node key with row 31; they stay two");
  expect(rows[10]?.orchestrator).not.toBe(rows[11]?.orchestrator);
  const [a, b] = await Promise.all(
    [10, 11].map(async (row) =>
      targetOf(await testAgent(), {
        url: `http://agent-${row}.example.org`,
        orchestrator: at(row).orchestrator,
      }),
    ),
  );
  if (!a || !b) throw new Error("two");
  const { targets } = await plan(network, [a, b]);
  expect(targets).toEqual([
    expect.objectContaining({ id: a.id, orchestrator: at(10).orchestrator, node: at(10).node }),
    expect.objectContaining({ id: b.id, orchestrator: at(11).orchestrator, node: at(10).node }),
  ]);
});

it("adds to an agent's row what it lacks, and what it says stays", async () => {
  const { orchestrator, node, uri } = at(1);
  expect(node).not.toBe(orchestrator);
  const host = new URL(uri).hostname;
  const bare = await targetOf(await testAgent(), { url: `http://${host}:9480`, orchestrator });
  const { targets, reports } = await plan(network, [bare]);
  expect(reports[1]).toMatchObject({ status: "merged", targets: [bare.id] });
  expect(targets).toEqual([
    { ...bare, node, service_host: new URL(uri).host, service_uri: uri, trust: 1 },
  ]);
  expect((await plan(network, targets as Target[])).targets).toEqual([]);
  const told = { ...bare, node: lower(`0x${"77".repeat(20)}`) };
  const other = await plan(network, [told]);
  expect(other.targets).toEqual([]);
  expect(other.reports[1]).toMatchObject({
    status: "refused",
    reason: `node: ${told.id} has another`,
  });
});

it("keeps the hosts of one recipient apart: each agent gets its own node key, and none where it cannot be told", async () => {
  const { orchestrator } = at(20);
  expect(at(21).orchestrator).toBe(orchestrator);
  const [here, there] = await Promise.all(
    [20, 21].map(async (row) =>
      targetOf(await testAgent(), {
        url: `http://${new URL(at(row).uri).hostname}:9480`,
        orchestrator,
      }),
    ),
  );
  if (!here || !there) throw new Error("two");
  const { targets } = await plan(network, [here, there]);
  expect(targets.map(({ id, node }) => [id, node])).toEqual([
    [here.id, at(20).node],
    [there.id, at(21).node],
  ]);
  const elsewhere = { ...here, url: "https://agent.elsewhere.org" };
  const unclear = await plan(network, [elsewhere]);
  expect(unclear.targets).toEqual([]);
  expect(unclear.reports[20]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("name service_host"),
  });
});

it("AC16: reads hardware the same, written as an array or as an object", () => {
  const gpu = (n: number) => ({ id: `GPU-${n}`, name: "NVIDIA L40S" });
  const row = (hardware: unknown) =>
    readListed(
      { address: `0x${"ab".repeat(20)}`, orch_uri: "https://o.example:8935", hardware },
      "capabilities",
    );
  const entry = { pipeline: "live-video-to-video", model_id: "comfystream" };
  const written = [
    [{ ...entry, gpu_info: [gpu(0), gpu(1)] }],
    [{ ...entry, gpu_info: { 0: gpu(0), 1: gpu(1) } }],
    { 0: { ...entry, gpu_info: [gpu(1), gpu(0), gpu(1)] } },
  ].map(row);
  expect(written[0]).toMatchObject({ gpus: 2, workflows: ["live-video-to-video/comfystream"] });
  expect(new Set(written.map((one) => JSON.stringify(one))).size).toBe(1);
});

it("gives a webhook list's rows to the agents on their hosts, and trust to nobody: it names no address", async () => {
  const target = await targetOf(await testAgent(), { url: "https://o1.example.org:9480" });
  const list = [
    { address: "https://o1.example.org:8935", score: 1 },
    { address: "https://o2.example.org:8935", score: 0.5 },
    { address: "https://O1.example.org:8935/", score: 1 },
    { address: "", score: 1 },
    { address: "o3.example.org:8935" },
    { address: 7 },
  ];
  const { targets, reports } = await plan(list, [target]);
  expect(targets).toEqual([]);
  expect(reports.map(({ status }) => status)).toEqual([
    "known",
    "no_agent",
    "duplicate",
    "refused",
    "refused",
    "refused",
  ]);
});

it("takes our own JSON, the registry's own document too, and an orchestrator without an agent for what it is", async () => {
  const [one, two] = await Promise.all([testAgent(), testAgent()]);
  const row = (agent: string) => ({
    url: "https://agent.example.org",
    agent,
    role: "orchestrator",
    orchestrator: `0x${"ab".repeat(20)}`,
  });
  const body = [
    row(one.key),
    row(two.key),
    row(one.key),
    { orchestrator: `0x${"cd".repeat(20)}` },
    {},
    null,
    "",
    { agent: " " },
  ];
  const { rows, counts, registry_version } = await imported(body);
  expect(counts).toEqual({ added: 2, refused: 5, no_agent: 1 });
  expect(rows.slice(4).map(({ reason }) => reason)).toEqual(Array(4).fill("a blank row"));
  expect(await imported({ targets: body })).toMatchObject({
    registry_version,
    counts: { unchanged: 2, refused: 5, no_agent: 1 },
  });
});

it.each([
  ["no JSON", "{"],
  ["a text", '"x"'],
  ["an object of another kind", { hosts: [] }],
])("answers 400 to %s", async (_, body) => {
  expect((await askOperator("/admin/import", { body })).status).toBe(400);
});

it("has an audit trail: every version with its digest, and its document as it was archived", async () => {
  const { versions } = (await (await askOperator("/admin/registry")).json()) as {
    versions: { version: number; digest: string; key: string }[];
  };
  expect(versions.map(({ version }) => version)).toEqual([1]);
  const answer = await askOperator("/admin/registry/1");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(bytes).toEqual(await archive.read(versions[0]?.key ?? ""));
  expect(Registry.parse(JSON.parse(new TextDecoder().decode(bytes))).targets).toHaveLength(2);
  for (const version of ["0", "2", "x", "1e3"])
    expect((await askOperator(`/admin/registry/${version}`)).status).toBe(404);
  expect((await askOperator("/admin/registry?before=x")).status).toBe(400);
});

it("archives a version that a crash left without its document, at the next change", async () => {
  await env.ARCHIVE.delete("registry/v1/1.json");
  const { key } = await testAgent();
  const body = { url: "https://c.example.org", agent: key, role: "gateway" };
  await askOperator("/admin/targets", { body });
  expect(await archive.read("registry/v1/1.json")).not.toBeNull();
  expect(await archive.read("registry/v1/2.json")).not.toBeNull();
});

it("keeps what an import filled in when a row is registered again and does not name it; null clears it", async () => {
  const agent = await testAgent();
  const bare = { url: "https://a.example.org", agent: agent.key, role: "orchestrator" };
  const row = { ...bare, orchestrator: `0x${"ab".repeat(20)}` };
  const filled = await targetOf(agent, {
    url: row.url,
    node: lower(`0x${"77".repeat(20)}`),
    service_host: "orch.example.org:8935",
    service_uri: "https://orch.example.org:8935",
  });
  const registry = { schema: "livepeer.sla.registry/1" as const, version: 1, targets: [filled] };
  const again = async (value: object) =>
    register(registry, await checkRows([value], false), 40, MINUTE);
  expect((await again(row)).reports[0]).toMatchObject({ status: "unchanged" });
  const [cleared] = (await again({ ...row, node: null })).targets;
  expect(cleared).toMatchObject({ node: null, service_host: filled.service_host });
  const other = { ...row, orchestrator: `0x${"cd".repeat(20)}` };
  expect((await again(other)).targets[0]).toMatchObject({ node: null, service_host: null });
});

it("leaves a target disabled that an operator has disabled, whatever list names it, and says so", async () => {
  const agent = await testAgent();
  const row = { url: "https://off.example.org", agent: agent.key, role: "gateway" };
  const [added] = (await imported([row])).rows as unknown as { id: string }[];
  await askOperator(`/admin/targets/${added?.id}/disable`, { method: "POST" });
  const isEnabled = async () =>
    ((await (await askOperator(`/admin/targets/${added?.id}`)).json()) as Target).enabled;
  expect((await imported([row])).rows).toMatchObject([
    { status: "unchanged", reason: expect.stringContaining("disabled by an operator") },
  ]);
  const moved = { ...row, url: "https://moved.example.org" };
  expect((await imported([moved])).rows).toMatchObject([
    { status: "updated", reason: expect.stringContaining("stays so") },
  ]);
  expect(await isEnabled()).toBe(false);
  await askOperator("/admin/targets?check=false", { body: moved });
  expect(await isEnabled()).toBe(true);
});
