import type { D1Database, R2Bucket } from "@cloudflare/workers-types";

/** Requests to storage that one invocation may make. D1 counts each statement of a batch. */
export type RequestLimits = Readonly<{
  /** Of D1. */
  queries: number;
  /** Of D1 and R2 together. */
  requests: number;
}>;

/** Counts what an invocation asks of its bindings, and says how much more it may ask. */
export function openMeter({ queries, requests }: RequestLimits): Readonly<{
  database: (binding: D1Database) => D1Database;
  bucket: (binding: R2Bucket) => R2Bucket;
  mayAsk: (more: number) => boolean;
  /** How much it has asked. */
  asked: () => number;
}> {
  let ofBucket = 0;
  let ofDatabase = 0;
  return {
    database: (binding) => counted(binding, ["prepare", "exec"], () => (ofDatabase += 1)),
    bucket: (binding) =>
      counted(binding, ["get", "put", "list", "delete", "head"], () => (ofBucket += 1)),
    mayAsk: (more) => ofDatabase + more <= queries && ofDatabase + ofBucket + more <= requests,
    asked: () => ofDatabase + ofBucket,
  };
}

/** The same binding, which tells of each call of these methods. */
const counted = <T extends object>(
  binding: T,
  methods: readonly (keyof T & string)[],
  count: () => void,
): T =>
  new Proxy(binding, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if ((methods as readonly unknown[]).includes(name)) count();
      return value.bind(target) as unknown;
    },
  });
