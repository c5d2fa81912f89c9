import { useLocation } from "preact-iso";
import { shortAddress } from "../view/format.ts";
import { carried, withQuery } from "../view/query.ts";

/** An orchestrator as a link to its page, with the period along. */
export function OrchestratorLink({ address }: Readonly<{ address: string }>) {
  const { query } = useLocation();
  return (
    <a
      class="address"
      href={withQuery(`/orchestrators/${address}`, carried(query), {})}
      title={address}
    >
      {shortAddress(address)}
    </a>
  );
}
