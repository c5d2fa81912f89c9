import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import { isLoopback } from "../loopback.ts";

/** What a trickle server answers to a read. Sequence numbers are its own, from 0. */
export type Answer =
  /** `isOld`: it was written before we asked. */
  | Readonly<{ kind: "segment"; seq: number; text: string; isOld: boolean }>
  /** Written with nothing in it: a publisher's connection that was given up. */
  | Readonly<{ kind: "empty"; seq: number }>
  /** The channel exists and this segment does not; `next` will be written next. */
  | Readonly<{ kind: "no-segment"; next: number | null }>
  | Readonly<{ kind: "no-channel" }>
  | Readonly<{ kind: "closed" }>;

/** The latest segment. */
export const LATEST = -2;

/** Longer segments are refused, in bytes. A restart brings its logs along. */
const MAX_BYTES = 1_048_576;

/** go-livepeer's own status: the channel exists, and the segment does not (`trickle/trickle_server.go`). */
const NO_SEGMENT = 470;

/**
 * Reads one segment: waits for it where it is the next. Redirects are not followed. A certificate that is not publicly
 * valid, as go-livepeer makes one, is accepted from this machine only.
 *
 * @throws the system's error; an error that says what was answered, or what is wrong with the certificate
 */
export async function getSegment(url: URL, seq: number, signal: AbortSignal): Promise<Answer> {
  const { response, text } = await request(url, signal);
  const header = (name: string) => numberOf(response.headers[name]);
  const status = response.statusCode ?? 0;
  if (status === 404) return { kind: "no-channel" };
  if (status === NO_SEGMENT) return { kind: "no-segment", next: header("lp-trickle-latest") };
  if (status !== 200) throw new Error(`HTTP ${status}`);
  // Says so with `Entry not found` as its body, or with none.
  if (response.headers["lp-trickle-closed"] !== undefined) return { kind: "closed" };
  const read = header("lp-trickle-seq") ?? (seq >= 0 ? seq : null);
  if (read === null) throw new Error("no Lp-Trickle-Seq: not a trickle server");
  if (text === "") return { kind: "empty", seq: read };
  return { kind: "segment", seq: read, text, isOld: (header("lp-trickle-latest") ?? -1) > read };
}

function request(
  url: URL,
  signal: AbortSignal,
): Promise<{ response: IncomingMessage; text: string }> {
  const get = url.protocol === "https:" ? getHttps : getHttp;
  const options = { signal, rejectUnauthorized: !isLoopback(url) };
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(signal.aborted ? signal.reason : clearly(error, url));
    get(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("error", fail);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) response.destroy(new Error(`more than ${MAX_BYTES} bytes`));
        else chunks.push(chunk);
      });
      response.on("end", () => resolve({ response, text: Buffer.concat(chunks).toString() }));
    }).on("error", fail);
  });
}

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME|CERT_/;

/** A refused certificate in words that tell what to do. */
function clearly(error: Error, { host }: URL): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || !CERTIFICATE.test(code)) return error;
  return new Error(
    `${host}: its certificate is not publicly valid (${code}), and that is accepted on loopback only`,
  );
}

function numberOf(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
