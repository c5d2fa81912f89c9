import * as z from "zod";
import { Address } from "../../../../schema/wire/identifier.ts";
import { maybe } from "../runner-events/live-workflow.ts";
import type { RunnerWords } from "../runner-events/runner-words.ts";
import type { Head } from "./envelope.ts";

/** An address, or null for the empty string that go-livepeer writes for none. */
export const MaybeAddress = z
  .union([z.literal("").transform(() => null), Address])
  .nullish()
  .transform((address) => address ?? null);

export const MaybeId = maybe(z.string().min(1).max(128));

/** The ids in a live stream's events. `orchestrator_info.address` is the node: the hot wallet, not the orchestrator. */
export const STREAM_FIELDS = {
  request_id: MaybeId,
  orchestrator_info: z
    .object({ address: MaybeAddress })
    .nullish()
    .transform((info) => info?.address ?? null),
};

/** A runner's words as a gateway repeats them, about the request and the node that it wrote over them. */
export const relayedWords = (
  {
    request_id: request,
    orchestrator_info: node,
  }: { [K in keyof typeof STREAM_FIELDS]: string | null },
  { id, at }: Head,
): RunnerWords => ({
  id,
  errors: `error:${request ?? ""}:${node ?? ""}`,
  at,
  request,
  job: null,
  node,
  relayed: true,
});
