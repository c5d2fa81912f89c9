import type { Part } from "../view/lost.ts";
import { Fig } from "./fig.tsx";

/** The 100 points as one bar: delivered, then every owner of a loss. The list below has the numbers. */
export function LostBar({ parts }: Readonly<{ parts: readonly Part[] }>) {
  const tones = tonesOf(parts);
  return (
    <div class="lost">
      <div class="bar" aria-hidden="true">
        {parts.map(({ key, points }) => (
          <span key={key} class={tones.get(key)} style={{ width: `${points}%` }} />
        ))}
      </div>
      <ul class="legend">
        {parts.map(({ key, label, figure }) => (
          <li key={key}>
            <i class={`key ${tones.get(key)}`} aria-hidden="true" />
            <span>{label}</span>
            <Fig figure={figure} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Failures in shades of red, qualities in shades of amber, the largest the darkest. */
function tonesOf(parts: readonly Part[]): Map<string, string> {
  const seen = { delivered: 0, failure: 0, quality: 0 };
  return new Map(
    parts.map(({ key, kind }) => [
      key,
      kind === "delivered" ? kind : `${kind} shade-${Math.min(3, seen[kind]++)}`,
    ]),
  );
}
