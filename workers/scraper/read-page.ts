import * as z from "zod";
import { SignedWindow, WindowsPage } from "../../schema/wire/window.ts";

/** A page as it counts, or the field that broke the schema. */
export type Page = Readonly<
  | {
      windows: readonly SignedWindow[];
      /** Windows of another version, as they came. */
      unread: readonly unknown[];
      next: string;
      latest: string | null;
    }
  | { broken: string }
>;

/** The page itself: strict, apart from windows whose version we may not know yet. */
const Envelope = z.strictObject({ ...WindowsPage.shape, windows: z.unknown().array().max(1000) });

const Versioned = z.object({ window: z.object({ schema: z.string().max(64) }) });
const FAMILY = "livepeer.sla.window/";
const KNOWN = `${FAMILY}1`;

/** Reads an agent's page of windows strictly. Windows of another version of our schema are left unread. */
export function readPage(text: string): Page {
  const page = parseJson(text);
  const whole = WindowsPage.safeParse(page);
  if (whole.success) {
    const { windows, next, latest } = whole.data;
    return { windows, unread: [], next, latest };
  }
  const envelope = Envelope.safeParse(page);
  if (!envelope.success) return { broken: whereBroken(envelope.error) };
  const { windows, next, latest } = envelope.data;
  const unread = windows.filter(isOfAnotherVersion);
  const known = windows.filter((window) => !isOfAnotherVersion(window));
  const parsed = SignedWindow.array().safeParse(known);
  if (!parsed.success) return { broken: `windows.${whereBroken(parsed.error)}` };
  return { windows: parsed.data, unread, next, latest };
}

function isOfAnotherVersion(value: unknown): boolean {
  const versioned = Versioned.safeParse(value);
  if (!versioned.success) return false;
  const { schema } = versioned.data.window;
  return schema.startsWith(FAMILY) && schema !== KNOWN;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const whereBroken = ({ issues: [first] }: z.ZodError): string =>
  first ? `${first.path.join(".") || "page"}: ${first.code}` : "page";
