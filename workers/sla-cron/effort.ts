import type { Archive } from "../store/archive.ts";

/** How much one part of an hour may hold, about. */
export type PartSizes = Readonly<{
  targetsPerPart: number;
  jobsPerPart: number;
  mostParts: number;
}>;

/** How much a run may do, and how it cuts what is more. */
export type Effort = PartSizes &
  Readonly<{
    isSpent: () => boolean;
    /** Characters that a run holds before it has to end. */
    mostHeld: number;
  }>;

/** What one run may do. Cloudflare says of no moment how much CPU a run has had: so work is counted that takes it. */
export type RunLimits = Omit<Effort, "isSpent"> &
  Readonly<{
    /** Reads and writes of the archive. */
    operations: number;
    /** Bytes that are read and written. */
    bytes: number;
  }>;

const MEGABYTE = 1_000_000;

/**
 * By plan. Free: 10 ms of CPU and 50 requests to storage in an invocation. Paid: 30 s, 1000 requests and 128 MB. Chosen with
 * room below these: `npm run bench -- sla` shows the CPU, the memory and the statements of each kind of invocation on Paid; on
 * Free nothing was measured.
 */
export const RUN_LIMITS: Readonly<Record<"free" | "paid", RunLimits>> = {
  free: {
    operations: 12,
    bytes: 0.4 * MEGABYTE,
    mostHeld: 0.4 * MEGABYTE,
    targetsPerPart: 40,
    jobsPerPart: 100,
    mostParts: 8,
  },
  paid: {
    operations: 500,
    bytes: 120 * MEGABYTE,
    mostHeld: 24 * MEGABYTE,
    targetsPerPart: 400,
    jobsPerPart: 1000,
    mostParts: 64,
  },
};

/** No limit: all in one run, as on one's own machine. */
export const NO_LIMITS: RunLimits = {
  operations: Infinity,
  bytes: Infinity,
  mostHeld: Infinity,
  targetsPerPart: 400,
  jobsPerPart: 1000,
  mostParts: 64,
};

/** The same archive, and whether what was asked of it since is as much as a run may do. */
export function openEffort(
  archive: Archive,
  limits: RunLimits,
): Readonly<{ archive: Archive; effort: Effort }> {
  let operations = 0;
  let bytes = 0;
  const count = (of: Uint8Array | null) => {
    operations += 1;
    bytes += of?.byteLength ?? 0;
  };
  const metered: Archive = {
    async createOnce(key, body) {
      count(body);
      return archive.createOnce(key, body);
    },
    async put(key, body) {
      count(body);
      await archive.put(key, body);
    },
    async read(key) {
      const body = await archive.read(key);
      count(body);
      return body;
    },
    async readDated(key) {
      const dated = await archive.readDated(key);
      count(dated?.bytes ?? null);
      return dated;
    },
    async list(prefix, part) {
      count(null);
      return archive.list(prefix, part);
    },
    async remove(keys) {
      count(null);
      await archive.remove(keys);
    },
  };
  const isSpent = () => operations >= limits.operations || bytes >= limits.bytes;
  return { archive: metered, effort: { ...limits, isSpent } };
}
