import * as z from "zod";
import { choice } from "./parameter.ts";

/** `GET /badge/{address}.svg`: what may be asked. */
export const BadgeQuery = z.strictObject({
  period: choice(["1h", "24h", "7d", "30d"], "The period of the score.", "7d"),
});
