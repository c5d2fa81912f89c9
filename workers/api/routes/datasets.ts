import { Datasets, DatasetsQuery, type Dataset } from "../../../schema/wire/api/datasets.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { fresh } from "../answer.ts";
import { readDatasets } from "../datasets.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";

/** These change with a deployment only. */
const DEPLOYED_SECONDS = 300;

type Listed = Datasets["datasets"][number];

const list = route({
  path: "/v1/datasets",
  summary:
    "Public test loads: inputs that must work, inputs drawn at random, inputs that must be refused.",
  parameters: { path: nothing, query: DatasetsQuery },
  answers: Datasets,
  async handle({ query: { workflow, type } }) {
    const asked = readDatasets().filter(
      (dataset) =>
        (workflow === undefined || dataset.workflow === workflow) &&
        (type === undefined || dataset.type === type),
    );
    const datasets = (await Promise.all(asked.map(listedOf))).filter((each) => each !== null);
    return fresh(
      { schema: "livepeer.sla.datasets/1" as const, digest: await digestOf(datasets), datasets },
      DEPLOYED_SECONDS,
    );
  },
});

async function listedOf(dataset: Dataset): Promise<Listed | null> {
  const [example] = dataset.items;
  return example === undefined ? null : { ...dataset, digest: await digestOf(dataset), example };
}

/** What to test with. */
export const datasets = [list];
