import type { Policy, Quality, Sli } from "../../../../schema/wire/policy.ts";
import { duration, labelOf, objective } from "../view/format.ts";

/** The policy: targets, weights and objectives. */
export function PolicyTable({ policy }: Readonly<{ policy: Policy }>) {
  const { fps, first_frame_ms, first_output_ms, e2e_ms, jitter_ppm } = policy.default;
  const targets = [
    ["Frame rate", `${fps} fps`],
    ["Prompt to first frame", duration(first_frame_ms)],
    ["First output", duration(first_output_ms)],
    ["End to end", duration(e2e_ms)],
    ["Jitter", String(jitter_ppm / 1_000_000)],
  ] as const;
  const own = Object.keys(policy.workflows);
  return (
    <div id="policy">
      <p>
        Policy <code>{policy.id}</code>. A score is provisional below {policy.provisional_below}{" "}
        decided jobs. <a href="/v1/policy">As data</a>
      </p>
      <div class="thirds">
        <List title="Targets by default" rows={targets} />
        <List
          title="Weights of a job's qualities"
          rows={(Object.keys(policy.weights) as Quality[]).map(
            (name) => [labelOf(name), String(policy.weights[name])] as const,
          )}
        />
        <List
          title="Objectives"
          rows={(Object.keys(policy.slos) as Sli[]).map(
            (name) => [labelOf(name), `≥ ${objective(policy.slos[name])}`] as const,
          )}
        />
      </div>
      {own.length > 0 && <p>Workflows with targets of their own: {own.join(", ")}.</p>}
    </div>
  );
}

const List = ({
  title,
  rows,
}: Readonly<{ title: string; rows: readonly (readonly [string, string])[] }>) => (
  <div>
    <h3>{title}</h3>
    <dl class="pairs">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  </div>
);
