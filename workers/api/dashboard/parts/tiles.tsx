import type { Tile } from "../view/network.ts";
import { Fig } from "./fig.tsx";

/** Numbers in a row, each with its name. One that is on its way keeps its place. */
export function Tiles({ tiles }: Readonly<{ tiles: readonly (Tile | null)[] }>) {
  return (
    <ul class="tiles">
      {tiles.map((tile, at) =>
        tile === null ? (
          <li key={at} class="tile" aria-hidden="true">
            <span class="bone" />
          </li>
        ) : (
          <li key={at} class="tile">
            <span class="label">{tile.label}</span>
            <Fig figure={tile.figure} size="large" />
            <span class="muted">{tile.note}</span>
          </li>
        ),
      )}
    </ul>
  );
}
