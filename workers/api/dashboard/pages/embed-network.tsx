import { useNetwork } from "../data/use-network.ts";
import { usePeriod } from "../data/use-period.ts";
import { EmbedFrame } from "../parts/embed-frame.tsx";
import { Fig } from "../parts/fig.tsx";
import { Failed } from "../parts/states.tsx";
import { Tiles } from "../parts/tiles.tsx";
import { networkShown } from "../view/network-shown.ts";

/** The network in a frame of another site. */
export function EmbedNetwork() {
  const { period } = usePeriod();
  const { status, orchestrators, capabilities, gpus, policy, demand } = useNetwork(period);
  const problem = orchestrators.problem ?? demand.problem;
  const shown = networkShown(period, {
    orchestrators: orchestrators.data,
    capabilities: capabilities.data,
    gpus: gpus.data,
    policy: policy.data,
    demand: demand.data,
    status: status.data,
  });
  return (
    <EmbedFrame title="Livepeer network" href={`/?period=${period}`}>
      {problem ? (
        <Failed problem={problem} what="the network" />
      ) : (
        <div class="embed-row">
          <div class="embed-score">
            {shown.score ? (
              <Fig figure={shown.score} size="hero" />
            ) : (
              <div class="bone hero-bone" />
            )}
            <p class="note">{shown.scoreNote}</p>
          </div>
          <Tiles tiles={shown.tiles} />
        </div>
      )}
    </EmbedFrame>
  );
}
