const decimals = (digits: number) =>
  new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const [WHOLE, ONE, TWO, THREE] = [decimals(0), decimals(1), decimals(2), decimals(3)];

/** A whole number: `1,267`. */
export const count = (value: number): string => WHOLE.format(value);

/** So many of something: `1 job`, `1,267 jobs`. */
export const many = (n: number, thing: string): string =>
  `${count(n)} ${thing}${n === 1 ? "" : "s"}`;

/** Points of a score, with the two decimals that are published. */
export const points = (value: number): string => TWO.format(value);

/** A number with so many decimals: minutes, frames per second. */
export const fixed = (value: number, digits: 0 | 1 | 2 | 3): string =>
  [WHOLE, ONE, TWO, THREE][digits]?.format(value) ?? "";

/** Parts per million as percent, rounded down to two decimals, so that 100.00 means all. */
export const percent = (ppm: number): string => TWO.format(Math.floor(ppm / 100) / 100);

/** What a policy asks for, as it says it: `99 %`, `99.5 %`. */
export const objective = (ppm: number): string => `${ppm / 10_000} %`;

/** Wei as ether, rounded down to six decimals; an amount below that as what it is below. */
export function ether(wei: string): string {
  const micro = BigInt(wei) / 10n ** 12n;
  if (micro === 0n && BigInt(wei) > 0n) return "< 0.000001";
  const fraction = String(micro % 1_000_000n).padStart(6, "0");
  return `${(micro / 1_000_000n).toLocaleString("en")}.${fraction}`.replace(/\.?0+$/, "");
}

/** `0x0033…6b75`. */
export const shortAddress = (address: string): string =>
  address.length > 14 ? `${address.slice(0, 6)}…${address.slice(-4)}` : address;

/** A slug as words: `first_frame` is `first frame`. */
export const words = (slug: string): string => slug.replaceAll("_", " ");

/** What an SLI or a quality is called. */
export const labelOf = (name: string): string => (name === "e2e" ? "end to end" : words(name));

/** Milliseconds as people say them: `850 ms`, `12.4 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${WHOLE.format(ms)} ms`;
  if (ms < 60_000) return `${ONE.format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
