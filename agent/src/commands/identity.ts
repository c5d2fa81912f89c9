import { openAgent } from "../agent.ts";
import {
  configOf,
  examples,
  readSettings,
  settingsOptions,
  WHO,
  type AddCommand,
  type Flags,
} from "./options.ts";

/** `identity`: prints who this agent is, as `/v1/identity` answers it; makes its key where it has none. */
export const identityCommand: AddCommand = (program, host) => {
  settingsOptions(program.command("identity").description("print who this agent is"), WHO)
    .addHelpText("after", examples("identity --role orchestrator --orchestrator 0x… --region fra"))
    .action((flags: Flags) => {
      const agent = openAgent(configOf(readSettings(flags, host)), { now: host.now });
      try {
        host.out(JSON.stringify(agent.identity(), null, 2));
      } finally {
        agent.close();
      }
    });
};
