import { buildDashboard } from "./dashboard/build.ts";

const { built, seconds } = await buildDashboard();
if (built) console.log(`dashboard: built in ${seconds.toFixed(1)} s`);
