import manifest from "../package.json" with { type: "json" };

/** The version of this agent, as its package names it. */
export const AGENT_VERSION: string = manifest.version;
