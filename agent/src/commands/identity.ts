import { openAgent } from "../agent.ts";
import { identityOptions, type AddCommand, type IdentityOptions } from "./options.ts";

/** `identity`: prints who this agent is, as `/v1/identity` answers it; makes its key where it has none. */
export const identityCommand: AddCommand = (program, host) => {
  identityOptions(program.command("identity").description("print who this agent is"), host).action(
    (options: IdentityOptions) => {
      const agent = openAgent(options, { now: host.now });
      try {
        host.out(JSON.stringify(agent.identity(), null, 2));
      } finally {
        agent.close();
      }
    },
  );
};
