import { canonicalJson, sha256, utf8 } from "../wire/canonical.ts";
import type { AgentKey, Sha256 } from "../wire/identifier.ts";
import { isSignedByItsAgent } from "../wire/signature.ts";
import type { SignedWindow } from "../wire/window.ts";

/** Why windows cannot be believed, and the key (`epoch/seq`) of the one that shows it. */
export type ChainFault = Readonly<{ fault: "bad_signature" | "chain_broken"; at: string }>;

/** A window's name within its agent. */
export const windowKey = ({ window: { epoch, seq } }: SignedWindow): string => `${epoch}/${seq}`;

/** What the next window of the epoch names in `prev`: SHA-256 of the signed window's RFC 8785 bytes. */
export function windowDigest(signed: SignedWindow): Promise<Sha256> {
  return digests.get(signed) ?? digestAround(signed, canonicalJson(signed.window));
}

/** The signed window's canonical form has the window's in it, which is what is signed: it is made once. */
function digestAround(signed: SignedWindow, window: string): Promise<Sha256> {
  const bytes = utf8(`{"signature":${canonicalJson(signed.signature)},"window":${window}}`);
  const digest = sha256(bytes);
  digests.set(signed, digest);
  return digest;
}

/** A window is hashed when its page is checked and again when it is folded: half of the consumer's work. */
const digests = new WeakMap<SignedWindow, Promise<Sha256>>();

/** First hex digits of the digests that are known under the key before a window's own, where that window is not there. */
export type KnownBelow = (signed: SignedWindow) => readonly string[];

/**
 * Whether windows are the agent's own and form its chain. Of every run of consecutive windows of an epoch the newest
 * signature is checked, and below it the hashes: a window that a believed one names in `prev` needs no check of its
 * own. Two windows under one key each need a reason to be believed; that they are two is for the ledger to say.
 *
 * @param before      windows of the same agent that were checked already: together they have to be one chain
 * @param knownBelow  what a run has to follow on; by default that is not known
 */
export const checkPage = (
  windows: readonly SignedWindow[],
  agent: AgentKey,
  before: readonly SignedWindow[] = [],
  knownBelow: KnownBelow = () => [],
): Promise<ChainFault | null> => check(windows, agent, { before, knownBelow }, null);

/** The same, with every signature checked, whatever names it. @param signed those whose signature is known to hold */
export const verifyAll = (
  windows: readonly SignedWindow[],
  agent: AgentKey,
  signed: Pick<WeakSet<SignedWindow>, "has"> = new WeakSet(),
): Promise<ChainFault | null> =>
  check(windows, agent, { before: [], knownBelow: () => [] }, signed);

async function check(
  windows: readonly SignedWindow[],
  agent: AgentKey,
  { before, knownBelow }: Readonly<{ before: readonly SignedWindow[]; knownBelow: KnownBelow }>,
  everySignatureBut: Pick<WeakSet<SignedWindow>, "has"> | null,
): Promise<ChainFault | null> {
  const stranger = windows.find(({ window }) => window.agent !== agent);
  if (stranger) return { fault: "bad_signature", at: windowKey(stranger) };
  const linked = await links(windows);
  const all = [...linked, ...(await Promise.all(before.map(linkOf)))];
  const below = Map.groupBy(all, ({ key }) => key);
  for (const { key, signed } of all) {
    const { epoch, seq, prev } = signed.window;
    if ((seq === 0) !== (prev === null)) return { fault: "chain_broken", at: key };
    const digests =
      below.get(`${epoch}/${seq - 1}`)?.map(({ digest }) => digest) ?? knownBelow(signed);
    if (
      digests.length > 0 &&
      !digests.some((digest) => digest !== null && prev?.startsWith(digest))
    )
      return { fault: "chain_broken", at: key };
  }
  // Newest first, so that a window is named by believed ones only.
  const named = new Set<string | null>();
  for (const { key, digest, signed, text } of linked.sort((a, b) => b.seq - a.seq)) {
    const believed =
      everySignatureBut === null
        ? digest !== null && named.has(digest)
        : everySignatureBut.has(signed);
    if (!believed && !(await isSigned(signed, text))) return { fault: "bad_signature", at: key };
    named.add(signed.window.prev);
  }
  return null;
}

/** A window that was checked has its digest already. */
const linkOf = async (signed: SignedWindow) => ({
  signed,
  key: windowKey(signed),
  digest: await windowDigest(signed),
});

async function links(windows: readonly SignedWindow[]) {
  const texts = windows.map(textOrNull);
  const hashed = await Promise.all(
    windows.map((signed, i) => {
      const text = texts[i] ?? null;
      return text === null ? null : (digests.get(signed) ?? digestAround(signed, text));
    }),
  );
  return windows.map((signed, i) => ({
    signed,
    key: windowKey(signed),
    seq: signed.window.seq,
    text: texts[i] ?? null,
    digest: hashed[i] ?? null,
  }));
}

/** Text that is no Unicode has no canonical form: nobody can have signed it, and no other window can name it. */
function textOrNull({ window }: SignedWindow): string | null {
  try {
    return canonicalJson(window);
  } catch {
    return null;
  }
}

/**
 * 64 bytes fill 85 characters and two bits of the last. Other spellings of a signature would be other windows, which
 * whoever carries them could make: only the one with the rest of the bits zero is taken.
 */
const ONE_SPELLING = /[AQgw]$/;

/** A key that is no point of the curve cannot have signed anything. */
async function isSigned(signed: SignedWindow, text: string | null): Promise<boolean> {
  if (text === null || !ONE_SPELLING.test(signed.signature)) return false;
  try {
    return await isSignedByItsAgent(signed, utf8(text));
  } catch {
    return false;
  }
}
