/** One JSON text of the input and the line that it begins on; `refused` where it is too long to be read. */
export type JsonText = Readonly<{ line: number }> &
  (Readonly<{ json: string }> | Readonly<{ refused: string }>);

/** The longest value that is read. A capability report of the whole network has about 40 KB. */
const MAX_CHARS = 4_194_304;

/**
 * Cuts text into JSON values: one per line, or the elements of an array where the text begins with `[`. Holds no more than
 * one value in memory.
 */
export async function* splitJson(chunks: AsyncIterable<string>): AsyncGenerator<JsonText> {
  const splitter = new Splitter();
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

class Splitter {
  #mode: "unknown" | "lines" | "array" = "unknown";
  #json = "";
  #tooLong = false;
  #line = 1;
  #startLine = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;

  *push(chunk: string): Generator<JsonText> {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const char = chunk.charAt(i);
      if (this.#mode === "unknown") {
        if (char === "[") {
          this.#mode = "array";
          from = i + 1;
          continue;
        }
        if (!/[\s\uFEFF]/.test(char)) this.#mode = "lines";
      }
      if (this.#isBoundary(char)) {
        this.#take(chunk.slice(from, i));
        from = i + 1;
        yield* this.#emit();
      }
      if (char === "\n") this.#line++;
    }
    this.#take(chunk.slice(from));
  }

  *end(): Generator<JsonText> {
    yield* this.#emit();
  }

  /** In an array: a comma or the closing bracket outside of every string, object and inner array. */
  #isBoundary(char: string): boolean {
    if (this.#mode !== "array") return char === "\n";
    if (this.#inString) {
      if (!this.#escaped && char === '"') this.#inString = false;
      this.#escaped = !this.#escaped && char === "\\";
      return false;
    }
    if (char === '"') this.#inString = true;
    if (this.#depth === 0 && (char === "," || char === "]")) return true;
    if (char === "{" || char === "[") this.#depth++;
    if (char === "}" || char === "]") this.#depth--;
    return false;
  }

  #take(part: string): void {
    if (this.#tooLong) return;
    if (this.#json.trim() === "") {
      const text = part.trimStart();
      this.#json = "";
      if (text === "") return;
      const newlines = part.slice(0, part.length - text.length).split("\n").length - 1;
      this.#startLine = this.#line - (part.split("\n").length - 1) + newlines;
    }
    this.#json += this.#json === "" ? part.trimStart() : part;
    if (this.#json.length <= MAX_CHARS) return;
    this.#tooLong = true;
    this.#json = "";
  }

  *#emit(): Generator<JsonText> {
    const json = this.#json.replace(/^\uFEFF/, "").trim();
    const line = this.#startLine;
    if (this.#tooLong) yield { line, refused: `longer than ${MAX_CHARS} characters` };
    else if (json !== "") yield { line, json };
    this.#json = "";
    this.#tooLong = false;
  }
}
