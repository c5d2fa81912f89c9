import { NETWORK } from "./seeded-windows.ts";

const [perfect, failing] = NETWORK;

/** Asks the API of the seeded deployment. */
type Ask = (path: string) => Promise<any>;

/** Every page of the dashboard: where it is, and what is there when its data is. */
export const PAGES: readonly Readonly<{
  name: string;
  path: (api: Ask) => string | Promise<string>;
  ready: string;
}>[] = [
  { name: "network", path: () => "/", ready: ".heatmap .fig" },
  { name: "orchestrators", path: () => "/orchestrators", ready: ".orchestrators .fig" },
  { name: "orchestrator", path: () => `/orchestrators/${failing?.address}`, ready: ".slos .fig" },
  { name: "jobs", path: () => "/jobs", ready: ".jobs .fig" },
  {
    name: "job",
    path: async (api) => {
      const { jobs } = await api(`/v1/jobs?orchestrator=${failing?.address}&limit=1`);
      return `/jobs/${jobs[0].id}?orchestrator=${failing?.address}`;
    },
    ready: ".timeline",
  },
  { name: "verify", path: () => "/verify", ready: ".inputs a" },
  { name: "about", path: () => "/about", ready: "#policy" },
  { name: "embed/network", path: () => "/embed/network", ready: ".tile .fig" },
  {
    name: "embed/orchestrator",
    path: () => `/embed/orchestrator/${perfect?.address}`,
    ready: ".legend .fig",
  },
];
