/** An exact fraction. */
type Fraction = readonly [numerator: bigint, denominator: bigint];

/**
 * The value of a formula as people write it, exact: `⌊10⁶ (2a + Z) ÷ (2N)⌋`, products by juxtaposition or `×`, `min(x, y)`, and `⌈√x⌉`
 * of a whole number.
 *
 * @param values  of the names in it; a name may have spaces
 * @throws Error for what it cannot read, a name without a value among it
 */
export function valueOf(formula: string, values: Readonly<Record<string, bigint>>): Fraction {
  const names = ["min", ...Object.keys(values)].toSorted((a, b) => b.length - a.length);
  const tokens = formula.match(new RegExp(`10⁶|\\d+|${names.join("|")}|\\S`, "gu")) ?? [];
  const take = (expected?: string): string => {
    const token = tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`${token ?? "nothing"} instead of ${expected ?? "a term"} in ${formula}`);
    return token;
  };
  const inside = (close: string): Fraction => {
    const value = sum();
    take(close);
    return value;
  };

  function sum(): Fraction {
    let value = product();
    while (tokens[0] === "+" || tokens[0] === "−") {
      const sign = take() === "+" ? 1n : -1n;
      const [a, b] = value;
      const [c, d] = product();
      value = [a * d + sign * c * b, b * d];
    }
    return value;
  }

  function product(): Fraction {
    let value = term();
    while (tokens[0] !== undefined && !/^[+−),⌋⌉]$/u.test(tokens[0])) {
      const isOver = tokens[0] === "÷";
      if (/^[÷×]$/u.test(tokens[0])) take();
      const [a, b] = value;
      const [c, d] = term();
      value = isOver ? [a * d, b * c] : [a * c, b * d];
    }
    return value;
  }

  function term(): Fraction {
    const token = take();
    if (token === "(") return inside(")");
    if (token === "⌊") return [floor(inside("⌋")), 1n];
    if (token === "⌈") return tokens[0] === "√" ? rootUp() : [-floor(negative(inside("⌉"))), 1n];
    if (token === "min") {
      take("(");
      const [one, other] = [inside(","), inside(")")];
      return one[0] * other[1] < other[0] * one[1] ? one : other;
    }
    if (token === "10⁶") return [1_000_000n, 1n];
    const value = /^\d+$/.test(token) ? BigInt(token) : values[token];
    if (value === undefined) throw new Error(`${token} means nothing in ${formula}`);
    return [value, 1n];
  }

  function rootUp(): Fraction {
    take("√");
    const [n, one] = inside("⌉");
    if (one !== 1n) throw new Error(`the root of a fraction in ${formula}`);
    let root = BigInt(Math.floor(Math.sqrt(Number(n))));
    while (root * root < n) root += 1n;
    while (root > 0n && (root - 1n) * (root - 1n) >= n) root -= 1n;
    return [root, 1n];
  }

  const value = sum();
  if (tokens.length > 0) throw new Error(`${tokens.join("")} is left of ${formula}`);
  return value;
}

const negative = ([a, b]: Fraction): Fraction => [-a, b];

/** Rounded down. */
export function floor([a, b]: Fraction): bigint {
  const [n, d] = b < 0n ? [-a, -b] : [a, b];
  return n >= 0n ? n / d : -((-n + d - 1n) / d);
}
