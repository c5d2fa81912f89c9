import { LocationProvider, Route, Router } from "preact-iso";
import type { AnswerStore } from "./data/answer-store.ts";
import { Answers } from "./data/use-answer.ts";
import { Explanations } from "./parts/explain.tsx";
import { Shell } from "./parts/shell.tsx";
import { About } from "./pages/about.tsx";
import { EmbedNetwork } from "./pages/embed-network.tsx";
import { EmbedOrchestrator } from "./pages/embed-orchestrator.tsx";
import { JobPage } from "./pages/job.tsx";
import { Jobs } from "./pages/jobs.tsx";
import { Network } from "./pages/network.tsx";
import { NotFound } from "./pages/not-found.tsx";
import { OrchestratorPage } from "./pages/orchestrator.tsx";
import { Orchestrators } from "./pages/orchestrators.tsx";
import { Verify } from "./pages/verify.tsx";

type Props = Readonly<{ store: AnswerStore; now: () => number }>;

/** The dashboard: one page for each path of `dashboard-pages.ts`. API paths are left to the browser. */
export function App({ store, now }: Props) {
  return (
    <Answers.Provider value={store}>
      <LocationProvider scope={/^\/($|\?|orchestrators|jobs|verify|about|embed)/}>
        <Explanations>
          <Shell now={now}>
            <Router>
              <Route path="/" component={Network} />
              <Route path="/orchestrators" component={Orchestrators} />
              <Route path="/orchestrators/:address" component={OrchestratorPage} />
              <Route path="/jobs" component={Jobs} />
              <Route path="/jobs/:id" component={JobPage} />
              <Route path="/verify" component={Verify} />
              <Route path="/about" component={About} />
              <Route path="/embed/network" component={EmbedNetwork} />
              <Route path="/embed/orchestrator/:address" component={EmbedOrchestrator} />
              <Route default component={NotFound} />
            </Router>
          </Shell>
        </Explanations>
      </LocationProvider>
    </Answers.Provider>
  );
}
