import * as z from "zod";
import { parseJson, type Parsed } from "./runner-json.ts";

/** A runner's container. Its id stays in this process. */
export type Container = Readonly<{
  id: string;
  /** As go-livepeer names it, `<pipeline>_<model>_<port>`; null where it is named otherwise. */
  workflow: Readonly<{ pipeline: string; model: string }> | null;
  /** Port on the host of the runner's port 8000, and its address on the bridge. */
  port: number | null;
  address: string | null;
}>;

/** What only the container itself tells. Unix milliseconds on this host's clock. */
export type ContainerState = Readonly<{ startedMs: number | null; restarts: number }>;

const RUNNER_PORT = 8000;

const Listed = z.object({
  Id: z.string().regex(/^[0-9a-f]{12,64}$/),
  Names: z.string().array().nullish(),
  Ports: z
    .object({ PrivatePort: z.int(), PublicPort: z.int().min(1).max(65_535).nullish() })
    .array()
    .nullish(),
  NetworkSettings: z
    .object({
      Networks: z
        .unknown()
        .transform((networks) => Object.values(networks ?? {}) as unknown[])
        .pipe(z.object({ IPAddress: z.string().nullish() }).array()),
    })
    .nullish(),
});

/** `GET /containers/json` of the Docker Engine, of the containers that go-livepeer labelled as its own. */
export function parseContainers(text: string): Parsed<Container[]> {
  const parsed = parseJson("containers", Listed.array().max(1000), text);
  if ("refused" in parsed) return parsed;
  const containers = parsed.value.map(({ Id, Names, Ports, NetworkSettings }) => ({
    id: Id,
    workflow: workflowOf(Names?.[0] ?? ""),
    port: Ports?.find(({ PrivatePort }) => PrivatePort === RUNNER_PORT)?.PublicPort ?? null,
    address:
      (NetworkSettings?.Networks ?? []).map(({ IPAddress }) => IPAddress).find(isAddress) ?? null,
  }));
  return { value: containers };
}

const Inspected = z.object({
  State: z.object({ StartedAt: z.iso.datetime({ offset: true }).nullish() }),
  RestartCount: z.int().nonnegative().nullish(),
});

/** `GET /containers/<id>/json`: of all that it tells, which includes the environment, the start and the restarts. */
export function parseContainerState(text: string): Parsed<ContainerState> {
  const parsed = parseJson("container", Inspected, text);
  if ("refused" in parsed) return parsed;
  const { State, RestartCount } = parsed.value;
  const startedMs = Date.parse(State.StartedAt ?? "");
  return { value: { startedMs: startedMs > 0 ? startedMs : null, restarts: RestartCount ?? 0 } };
}

/** A model's name may hold underscores, a pipeline's holds none. */
function workflowOf(name: string): Container["workflow"] {
  const [, pipeline, model] = /^\/?([a-z0-9-]+)_([\w.:@+-]+)_\d{2,5}$/.exec(name) ?? [];
  return pipeline === undefined || model === undefined ? null : { pipeline, model };
}

const isAddress = (address: string | null | undefined): address is string =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(address ?? "");
