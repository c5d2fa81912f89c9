import { expect, it } from "vitest";
import { Capabilities } from "../../../schema/wire/api/capabilities.ts";
import { Orchestrator } from "../../../schema/wire/api/orchestrator.ts";
import { job } from "../../support/job.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { answer } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedNetwork } from "./seed-network.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const B = addressOf(2);

it("says of a provider that nobody asked and nobody read why that is not known", async () => {
  const network = networkOf([{ orchestrator: A, state: "unknown" }, { orchestrator: B }]);
  const [unread, read] = network.nodes;
  const workflows = unread!.workflows.map((of) => ({
    ...of,
    capacity: { busy_slot_ms: 0, idle_slot_ms: 0 },
  }));
  await seedNetwork({ ...network, nodes: [{ ...unread!, workflows }, read!] });
  const hour = "2026-01-09T13:00:00Z";
  await seedHour({ hour, jobs: [job()], rollups: [rollup({ hour, orchestrator: A })] });
  await seedScores([]);
  const { capabilities } = await answer(Capabilities, "/v1/network/capabilities");
  expect(capabilities[0]?.providers).toMatchObject([
    {
      up: null,
      capacity_rate: { ppm: null },
      nulls: { up: "no_probe", capacity_rate: "no_capacity_reading" },
    },
    { up: true, nulls: {} },
  ]);
  const one = await answer(Orchestrator, `/v1/orchestrators/${A}`);
  expect(one.workflows[0]?.nulls).toEqual({ capacity_rate: "no_capacity_reading" });
});
