import type { AgentKey } from "../../../schema/wire/identifier.ts";

/**
 * What an agent signed and should not have. It is nobody else's fault, since nobody else can sign it: the numbers hold all the
 * same. `forked`: a window that names another one before it than an earlier turn brought. `unsigned`: one that the agent named
 * in a window of its own, and whose own signature is none.
 */
export type AgentFault = Readonly<{
  agent: AgentKey;
  epoch: string;
  seq: number;
  fault: "forked" | "unsigned";
  expected: string;
  found: string;
}>;

/** A fault for people, in a line. */
export const faultLine = ({ agent, epoch, seq, fault, expected, found }: AgentFault): string =>
  `fault of ${agent}: window ${epoch}/${seq} is ${fault}: expected ${expected}, found ${found}`;
