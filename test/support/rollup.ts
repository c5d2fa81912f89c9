import type * as z from "zod";
import { Rollup } from "../../schema/wire/rollup.ts";

/** A row of live traffic by all evidence; override only what the test is about. */
export const rollup = (override: Partial<z.input<typeof Rollup>> = {}): Rollup =>
  Rollup.parse({
    hour: "2026-01-09T13:00:00Z",
    orchestrator: `0x${"ab".repeat(20)}`,
    pipeline: "live-video-to-video",
    model: "streamdiffusion",
    gpu: null,
    region: "fra",
    gateway: null,
    purpose: "live",
    witness: "any",
    sums: { counts: {}, amounts: {}, histograms: {} },
    ...override,
  });
