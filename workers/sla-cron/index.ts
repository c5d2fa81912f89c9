import { RUN_LIMITS } from "./effort.ts";
import { handlers } from "./handlers.ts";

/** The Worker that publishes hours. */
export default handlers(RUN_LIMITS, Date.now);
