/** More than any ticket can be worth: all ether there is, a thousand million times. Above it a claim is nonsense. */
export const MAX_FACE_VALUE_WEI = 10n ** 36n;

/**
 * Wei of an amount as go-livepeer prints it (`eth/helpers.go`): `"2400000000000000 WEI"`, or `"0.024 ETH"` from 10¹⁶ wei
 * on. Exact; null for anything else.
 */
export function faceValueWei(text: string): string | null {
  const [, whole, decimals = "", unit] =
    /^(\d{1,40})(?:\.(\d{1,18}))?\s*(WEI|ETH)$/i.exec(text) ?? [];
  if (whole === undefined || unit === undefined) return null;
  const isEther = unit.toUpperCase() === "ETH";
  if (!isEther && decimals !== "") return null;
  const wei = isEther ? BigInt(whole + decimals.padEnd(18, "0")) : BigInt(whole);
  return wei > MAX_FACE_VALUE_WEI ? null : wei.toString();
}
