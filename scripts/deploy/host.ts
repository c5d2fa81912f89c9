/** What a command of wrangler's said. */
export type Said = Readonly<{ code: number; stdout: string; stderr: string }>;

/** What a deployment touches. The process itself appears only in scripts/deploy.ts. */
export type Host = Readonly<{
  /** Runs wrangler with these arguments, and nothing on its stdin. */
  wrangler: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Said>;
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  sleep: (ms: number) => Promise<void>;
  say: (line: string) => void;
  /** 256 random bits in hexadecimal. */
  randomToken: () => string;
  /** The environment's variables. */
  env: Readonly<Record<string, string | undefined>>;
  /** A file's text; null where there is none. */
  read: (path: string) => string | null;
  /** Writes a file that only its owner can read. */
  write: (path: string, text: string) => void;
  remove: (path: string) => void;
}>;

/** A step could not be taken: says what to do, and is shown without a stack. */
export class Stop extends Error {}

/** What it wrote, or a stop with wrangler's own words. */
export async function must(host: Host, args: readonly string[], env = {}): Promise<string> {
  const { code, stdout, stderr } = await host.wrangler(args, env);
  if (code === 0) return stdout;
  throw new Stop(`wrangler ${args.join(" ")} ended by ${code}:\n${(stderr || stdout).trim()}`);
}
