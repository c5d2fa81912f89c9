import type * as z from "zod";
import type { ENDPOINTS } from "../../../../schema/wire/api/endpoints.ts";

type Endpoints = typeof ENDPOINTS;

/** Routes that the dashboard reads, by the names of the typed client. The compiler holds them to the contract. */
export const PATHS = {
  status: "/v1/status",
  policy: "/v1/policy",
  metricsCatalog: "/v1/metrics/catalog",
  networkDemand: "/v1/network/demand",
  networkCapabilities: "/v1/network/capabilities",
  gpuMetrics: "/v1/gpu/metrics",
  orchestrators: "/v1/orchestrators",
  orchestrator: "/v1/orchestrators/{address}",
  history: "/v1/orchestrators/{address}/history",
  latencies: "/v1/orchestrators/{address}/latencies",
  compliance: "/v1/sla/compliance",
  jobs: "/v1/jobs",
  hours: "/v1/hours",
  hour: "/v1/hours/{hour}",
  day: "/v1/days/{date}",
} as const satisfies { [N in keyof Endpoints]?: Endpoints[N]["path"] };

/** One of these routes. */
export type Name = keyof typeof PATHS;

/** What it answers. */
export type Answer<N extends Name> = z.output<Endpoints[N]["answers"]>;

type Input<S extends z.ZodObject> = {
  readonly [K in keyof z.input<S> as K extends keyof S["shape"] ? K : never]?:
    | z.input<S>[K]
    | undefined;
};

/** What it takes, in its path and in its query together. */
export type Parameters<N extends Name> = Input<Endpoints[N]["parameters"]["path"]> &
  Input<Endpoints[N]["parameters"]["query"]>;

/** Where a route is, with its parameters in their places; what is undefined is left out. */
export function urlOf<N extends Name>(name: N, given: Parameters<N>): string {
  const values = { ...given } as Record<string, string | undefined>;
  const path = PATHS[name].replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = encodeURIComponent(values[key] ?? "");
    delete values[key];
    return value;
  });
  const query = new URLSearchParams(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return query.size === 0 ? path : `${path}?${query}`;
}
