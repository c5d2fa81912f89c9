import * as z from "zod";
import { Pipeline, WorkflowPart } from "../../../../schema/wire/workflow.ts";
import { pipelineOf } from "./capability-ids.ts";
import { type Reader, reader } from "./envelope.ts";
import { faceValueWei } from "./face-value.ts";
import { MaybeAddress, MaybeId } from "./stream-fields.ts";

const Payment = z.object({
  requestID: MaybeId,
  sessionID: MaybeId,
  manifestID: z.string().nullish(),
  /** The on-chain orchestrator; session events name the node instead. */
  recipient: MaybeAddress,
  sender: MaybeAddress,
  faceValue: z.string().transform((text, context) => {
    const wei = faceValueWei(text);
    if (wei !== null) return wei;
    context.addIssue(`expected "<n> WEI" or "<x> ETH", not ${JSON.stringify(text.slice(0, 40))}`);
    return z.NEVER;
  }),
  winProb: z.string().regex(/^(0(\.\d{1,18})?|1(\.0{1,18})?)$/),
  numTickets: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,7}$/)
        .transform(Number),
    ])
    .pipe(z.int().positive().max(1_000_000)),
});

/** `create_new_payment`: tickets from the gateway (sender) to the orchestrator (recipient). Follow-ups name no request. */
export const readPayment: Reader = reader(Payment, (payment, { id, at }) => [
  {
    kind: "payment",
    id,
    at,
    request: payment.requestID,
    session: payment.sessionID,
    orchestrator: payment.recipient,
    gateway: payment.sender,
    tickets: payment.numTickets,
    face_value_wei: payment.faceValue,
    win_prob: payment.winProb,
    ...workflowOf(payment.manifestID ?? ""),
  },
]);

/** A manifest id `35_<model>` names capability and model; later ones are stream ids, and say nothing. */
function workflowOf(manifestId: string) {
  const [, capability = "", name] = /^(\d{1,3})_(.+)$/.exec(manifestId) ?? [];
  const pipeline = Pipeline.safeParse(pipelineOf(capability));
  const model = WorkflowPart.safeParse(name);
  return pipeline.success && model.success ? { pipeline: pipeline.data, model: model.data } : {};
}
