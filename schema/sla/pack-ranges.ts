import { Address } from "../wire/identifier.ts";

/** Addresses from the first to the last, both included. */
export type AddressRange = Readonly<{ first: Address; last: Address }>;

const BITS = 160;

/**
 * Splits all addresses into ranges of at most so many of these: in half, and each half that holds more in half again.
 * Addresses are hashes, so that ranges are about equal; where somebody's are not, theirs are split further. An
 * orchestrator more or less changes at most the range that it is in.
 */
export function packRanges(addresses: readonly Address[], most: number): AddressRange[] {
  const sorted = [...new Set(addresses)].toSorted();
  const split = (from: bigint, bits: number, own: readonly Address[]): AddressRange[] => {
    const to = from + (1n << BigInt(bits));
    if (own.length <= most || bits === 0)
      return [{ first: addressOf(from), last: addressOf(to - 1n) }];
    const middle = from + (1n << BigInt(bits - 1));
    const at = addressOf(middle);
    return [
      ...split(
        from,
        bits - 1,
        own.filter((address) => address < at),
      ),
      ...split(
        middle,
        bits - 1,
        own.filter((address) => address >= at),
      ),
    ];
  };
  return split(0n, BITS, sorted);
}

/** Whether an address is in a range. */
export const isIn = ({ first, last }: AddressRange, address: string): boolean =>
  address >= first && address <= last;

/** A range's name: what is kept of it is found by that, from one publication to the next. */
export const rangeName = ({ first, last }: AddressRange): string => `${first}-${last}`;

const addressOf = (value: bigint): Address =>
  Address.parse(`0x${value.toString(16).padStart(BITS / 4, "0")}`);
