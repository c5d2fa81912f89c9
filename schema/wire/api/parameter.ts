import * as z from "zod";
import { Address } from "../identifier.ts";
import { Hour } from "../quantity.ts";
import { Region } from "../workflow.ts";

/** What a parameter is, what may be given (said again by the 400 that refuses another), and a value that works. */
export type ParameterMeta = Readonly<{
  description: string;
  allowed: string;
  example: string;
  /** It may be given more than once: its schema reads a list of strings. */
  repeats?: true;
}>;

/** What is known of each parameter beside its type: the source of the problem documents and of OpenAPI. */
export const Parameters = z.registry<ParameterMeta>();

/** A documented parameter. The schema reads a string, as a URL has it. */
export function parameter<S extends z.ZodType>(schema: S, meta: ParameterMeta): S {
  const documented = schema.clone() as S;
  Parameters.add(documented, meta);
  return documented;
}

/** One word of a list. The list is what is allowed. */
export const choice = <const W extends readonly [string, ...string[]]>(
  words: W,
  description: string,
  byDefault: W[number],
) =>
  parameter(z.enum(words).default(byDefault as never), {
    description: `${description} Default: ${byDefault}.`,
    allowed: words.join(", "),
    example: byDefault,
  });

/** One word of a list to narrow by. */
export const oneOf = <const W extends readonly string[]>(
  words: W,
  description: string,
  example: W[number],
) => parameter(z.enum(words).optional(), { description, allowed: words.join(", "), example });

/** How many entries a page may have at most. */
export const limit = (most: number, byDefault: number) =>
  parameter(
    z
      .string()
      .regex(/^[1-9]\d{0,5}$/)
      .transform(Number)
      .refine((count) => count <= most)
      .default(byDefault),
    {
      description: `The most entries that a page may have. Default: ${byDefault}.`,
      allowed: `a whole number from 1 to ${most}`,
      example: String(byDefault),
    },
  );

/** Where a page goes on. */
export const cursor = parameter(
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,400}$/)
    .optional(),
  {
    description: "Where to go on: the `next` of the page before, as it was given.",
    allowed: "the `next` of a page",
    example: "cmF3L3YxLzIwMjYtMDEtMDlUMTM",
  },
);

/** A start or an end, by whole hours. */
export const hourBound = (description: string) =>
  parameter(Hour.optional(), {
    description,
    allowed: "a whole hour of UTC as RFC 3339, for example 2026-01-09T13:00:00Z",
    example: "2026-01-09T13:00:00Z",
  });

const addressMeta = (description: string): ParameterMeta => ({
  description,
  allowed: "0x and 40 hexadecimal digits",
  example: "0xd00354656922168815fcd1e51cbddb9e359e3c7f",
});

/** An orchestrator that must be given. */
export const orchestratorRequired = parameter(
  Address,
  addressMeta("The orchestrator: the on-chain recipient's address."),
);

/** An orchestrator to narrow by. */
export const orchestratorFilter = parameter(
  Address.optional(),
  addressMeta("Only this orchestrator: the on-chain recipient's address."),
);

/** `<pipeline>/<model>`. */
export const workflow = z
  .string()
  .max(257)
  .regex(/^[\w.:@+-]+(\/[\w.:@+-]+)+$/);

/** A workflow to narrow by. */
export const workflowFilter = parameter(workflow.optional(), {
  description: "Only this workflow.",
  allowed: "`<pipeline>/<model>`",
  example: "live-video-to-video/streamdiffusion-sdxl",
});

/** An orchestrator that a path names. */
export const orchestratorInPath = parameter(
  Address,
  addressMeta("The orchestrator: the on-chain recipient's address."),
);

/** A region to narrow by. */
export const regionFilter = parameter(Region.optional(), {
  description: "Only this region, as the registry has it.",
  allowed: "a region's id: lower-case letters, digits and hyphens, at most 32",
  example: "fra",
});

/** A GPU to narrow by. */
export const gpuFilter = parameter(z.string().min(1).max(128).optional(), {
  description: "Only this GPU: its name, since UUIDs change on rented machines.",
  allowed: "a GPU's name, at most 128 characters",
  example: "NVIDIA GeForce RTX 4090",
});

/** Words of a list with commas between them, each once; `none` for none of them. */
export const someOf = <const W extends readonly [string, ...string[]]>(
  words: W,
  description: string,
  byDefault: readonly W[number][],
) =>
  parameter(
    z
      .string()
      .transform((text) => (text === "none" ? [] : text.split(",")))
      .pipe(
        z
          .enum(words)
          .array()
          .refine((all) => new Set(all).size === all.length),
      )
      .default([...byDefault] as never),
    {
      description: `${description} Default: ${byDefault.join(",")}.`,
      allowed: `none, or some of ${words.join(", ")}, with commas between them`,
      example: byDefault.join(","),
    },
  );

/** The view that numbers are of. */
export const witnessChoice = choice(
  ["any", "corroborated"],
  "The view: all evidence, or only the jobs that a registered gateway saw.",
  "any",
);

/** The traffic that numbers are of. */
export const purposeChoice = choice(
  ["live", "test"],
  "The traffic: live, or the test load that registered gateways sent.",
  "live",
);

/** A gateway to narrow by. */
export const gatewayFilter = parameter(
  z.union([Address, z.string().regex(/^ed25519:[A-Za-z0-9_-]{43}$/)]).optional(),
  {
    description: "Only this gateway: its address, or its agent's key where it has none.",
    allowed: "0x and 40 hexadecimal digits, or `ed25519:` and 43 characters of base64url",
    example: "0x52cf2968b3dc6016778742d3539449a6597d5954",
  },
);
