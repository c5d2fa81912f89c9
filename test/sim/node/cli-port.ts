import { listening, type Listening } from "./listen.ts";

/** One series of the two capacity gauges, as an orchestrator writes it. */
export type SimSlots = Readonly<{
  pipeline: string;
  model: string;
  uri?: string;
  inUse?: number;
  idle?: number;
}>;

/** What the simulated CLI port of go-livepeer says. */
export type CliScript = Readonly<{
  slots?: () => readonly SimSlots[];
  /** Without `-monitor` there is no `/metrics`. */
  monitor?: boolean;
  /** Answers instead of the true metrics: a status, a body, and where it points to. */
  instead?: () => readonly [status: number, body: string, location?: string];
}>;

/** A node's CLI port: it records every request, and "moves money" on the paths that do. */
export const simCliPort = ({
  slots = () => [],
  monitor = true,
  instead,
}: CliScript): Promise<Listening> =>
  listening((request, response) => {
    const answers: Record<string, () => string> = {
      "/ethAddr": () => "0x52CF2968b3DC6016778742D3539449a6597D5954",
      "/EthChainID": () => "42161",
      "/transferTokens": () => "transferred",
      ...(monitor ? { "/metrics": () => metricsText(slots()) } : {}),
    };
    const given = request.url === "/metrics" ? instead?.() : undefined;
    if (given !== undefined) {
      const [status, body, location] = given;
      return void response.writeHead(status, location === undefined ? {} : { location }).end(body);
    }
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200).end(answer?.() ?? "404 page not found\n");
  });

const NODE = 'node_id="orch-1",node_type="orch"';

/** The exporter's text: the metrics that we read among some that we do not. */
export function metricsText(slots: readonly SimSlots[]): string {
  const series = (name: string, of: "inUse" | "idle") => [
    `# HELP ${name} ${name}`,
    `# TYPE ${name} gauge`,
    ...slots.flatMap(({ pipeline, model, uri = "", [of]: value }) =>
      value === undefined
        ? []
        : `${name}{model_name="${model}",${NODE},orchestrator_uri="${uri}",pipeline="${pipeline}"} ${value}`,
    ),
  ];
  return [
    "# HELP livepeer_versions versions",
    "# TYPE livepeer_versions gauge",
    'livepeer_versions{compiler="gc",goarch="amd64",goos="linux",goversion="go1.23.2",livepeerversion="0.8.9"} 1',
    ...series("livepeer_ai_container_idle", "idle"),
    ...series("livepeer_ai_container_in_use", "inUse"),
    "# TYPE livepeer_ticket_value_recv counter",
    `livepeer_ticket_value_recv{${NODE}} 5.283e+06`,
    "",
  ].join("\n");
}
