import * as z from "zod";
import { ScrapeMessage } from "./raw.ts";
import { RebuildMessage } from "./rebuild.ts";

/** Whatever the queue of scrapes carries. A new kind is added here, so that its dead letters can be sent again too. */
export const QueueMessage = z.union([ScrapeMessage, RebuildMessage]);
export type QueueMessage = z.infer<typeof QueueMessage>;
