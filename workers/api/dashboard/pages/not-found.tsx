import { Empty } from "../parts/states.tsx";
import { Page } from "../parts/page.tsx";

/** A path that is no page. */
export function NotFound() {
  return (
    <Page title="No such page">
      <Empty title="There is nothing here">
        <p>
          Go to <a href="/">the network</a>, <a href="/orchestrators">the orchestrators</a>, or{" "}
          <a href="/docs">the API</a>.
        </p>
      </Empty>
    </Page>
  );
}
