import type { TrendShown } from "../view/trend.ts";

const [WIDTH, HEIGHT, EDGE] = [56, 20, 3];

/** A score's way over the last 30 days, as small as a word. Its numbers are those of the figure beside it. */
export function Spark({ line }: Pick<TrendShown, "line">) {
  const at = line.map(
    (point) =>
      point && {
        x: EDGE + point.x * (WIDTH - 2 * EDGE),
        y: HEIGHT - EDGE - point.y * (HEIGHT - 2 * EDGE),
      },
  );
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {at.slice(1).map((to, i) => {
        const from = at[i];
        return from && to ? <line key={i} x1={from.x} y1={from.y} x2={to.x} y2={to.y} /> : null;
      })}
      {at.map((point, i) => point && <circle key={i} cx={point.x} cy={point.y} r={2} />)}
    </svg>
  );
}
