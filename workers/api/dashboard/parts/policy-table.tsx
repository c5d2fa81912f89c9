import type { Policy, Quality, Sli, Targets } from "../../../../schema/wire/policy.ts";
import { duration, labelOf, objective } from "../view/format.ts";

/** The policy: targets, weights and objectives. */
export function PolicyTable({ policy }: Readonly<{ policy: Policy }>) {
  return (
    <div id="policy">
      <p>
        Policy <code>{policy.id}</code>. A score is provisional below {policy.provisional_below}{" "}
        decided jobs. <a href="/v1/policy">As data</a>
      </p>
      <div class="thirds">
        <List title="Targets by default" rows={shown(policy.default)} />
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
      {Object.entries(policy.workflows).map(([workflow, { slos = {}, ...own }]) => (
        <p key={workflow}>
          {workflow}:{" "}
          {[
            ...shown(own).map(([name, value]) => `${name} ${value}`),
            ...(Object.keys(slos) as Sli[]).map(
              (name) => `${labelOf(name)} ≥ ${objective(slos[name] ?? 0)}`,
            ),
          ].join(", ")}
        </p>
      ))}
    </div>
  );
}

const TARGETS: Readonly<Record<keyof Targets, readonly [string, (value: number) => string]>> = {
  fps: ["Frame rate", (fps) => `${fps} fps`],
  first_frame_ms: ["Prompt to first frame", duration],
  first_output_ms: ["First output", duration],
  e2e_ms: ["End to end", duration],
  jitter_ppm: ["Jitter", (ppm) => String(ppm / 1_000_000)],
};

const shown = (targets: Policy["workflows"][string]): (readonly [string, string])[] =>
  (Object.keys(TARGETS) as (keyof Targets)[]).flatMap((name) => {
    const value = targets[name];
    const [label, text] = TARGETS[name];
    return value === undefined ? [] : [[label, text(value)] as const];
  });

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
