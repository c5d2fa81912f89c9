/** What is asked of nvidia-smi, in this order. `memory.total` comes in MiB, power in W, temperature in °C. */
export const SMI_FIELDS = [
  "index",
  "uuid",
  "name",
  "memory.total",
  "utilization.gpu",
  "power.draw",
  "temperature.gpu",
] as const;

/** One GPU at one moment. Null where the GPU does not tell. */
export type GpuReading = Readonly<{
  index: number;
  uuid: string | null;
  name: string | null;
  memory_bytes: number | null;
  /** NVML's busy time: a proxy, and not FLOPS. */
  utilisation_ppm: number | null;
  power_milliwatts: number | null;
  temperature_celsius: number | null;
}>;

/** What the rows say. `faults` are codes for what a GPU itself reports as broken. */
export type SmiReading = Readonly<{ gpus: GpuReading[]; refused: string[]; faults: string[] }>;

const MIB = 1024 * 1024;

/** Parses `--format=csv,noheader,nounits`, one GPU a line. A name may hold commas; no other field does. */
export function parseSmi(stdout: string): SmiReading {
  const gpus: GpuReading[] = [];
  const refused: string[] = [];
  const faults = new Set<string>();
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  for (const [at, line] of lines.entries()) {
    const fields = line.split(",").map((field) => field.trim());
    for (const field of fields) if (faultOf(field) !== null) faults.add(faultOf(field) ?? "");
    const reading = readRow(fields);
    if (typeof reading === "string") refused.push(`nvidia-smi line ${at + 1}: ${reading}`);
    else gpus.push(reading);
  }
  return { gpus, refused, faults: [...faults] };
}

function readRow(fields: readonly string[]): GpuReading | string {
  const [index = "", uuid = ""] = fields;
  if (fields.length < SMI_FIELDS.length) return `${fields.length} fields`;
  if (!/^\d{1,3}$/.test(index) || Number(index) > 255) return "index: not a GPU's";
  const [memory, busy, power, temperature] = fields.slice(-4).map(numberOf);
  const name = fields.slice(2, -4).join(", ");
  if (memory === undefined || busy === undefined) return "memory or utilisation: not a number";
  if (power === undefined || temperature === undefined) return "power or temperature: not a number";
  if (busy !== null && (busy < 0 || busy > 100)) return "utilisation: not a percentage";
  if (memory !== null && (memory < 0 || memory > 2 ** 24)) return "memory: not a GPU's";
  return {
    index: Number(index),
    uuid: /^(GPU|MIG)-[0-9a-fA-F-]{1,60}$/.test(uuid) ? uuid : null,
    name: isUnknown(name) || name === "" ? null : name.slice(0, 128),
    memory_bytes: memory === null ? null : Math.floor(memory * MIB),
    utilisation_ppm: busy === null ? null : Math.floor(busy * 10_000),
    power_milliwatts: power === null ? null : Math.floor(power * 1000),
    temperature_celsius: temperature,
  };
}

/** A field in brackets is no value: `[N/A]`, `[Not Supported]`, `[GPU is lost]`. */
const isUnknown = (field: string): boolean => /^(\[.*\]|N\/A|ERR!)$/.test(field);

/** A number; null where the GPU does not tell; undefined for anything else. */
function numberOf(field: string): number | null | undefined {
  if (isUnknown(field)) return null;
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(field) ? Number(field) : undefined;
}

const FAULTS: ReadonlyMap<string, string> = new Map([
  ["[gpu is lost]", "gpu_lost"],
  ["[gpu requires reset]", "gpu_requires_reset"],
  ["[unknown error]", "gpu_error"],
  ["err!", "gpu_error"],
]);
const faultOf = (field: string): string | null => FAULTS.get(field.toLowerCase()) ?? null;
