import fc from "fast-check";
import { expect, it } from "vitest";
import { parseExposition } from "../../agent/src/collectors/node-metrics/prometheus-text.ts";

// The example of https://prometheus.io/docs/instrumenting/exposition_formats/, section "Text format example".
const EXAMPLE = String.raw`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

# UTF-8 metric and label names:
{"my.dotted.metric", "error.message"="Not Found"}

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
rpc_duration_seconds{quantile="0.01"} 3102
rpc_duration_seconds_sum 1.7560473e+07
`;

const read = (name: string, text = EXAMPLE) => {
  const { samples, malformed } = parseExposition(text, new Set([name]));
  return {
    malformed,
    samples: samples.map(({ labels, value }) => [Object.fromEntries(labels), value]),
  };
};

it.each<[string, unknown[]]>([
  [
    "http_requests_total",
    [
      [{ method: "post", code: "200" }, 1027],
      [{ method: "post", code: "400" }, 3],
    ],
  ],
  [
    "msdos_file_access_time_seconds",
    [[{ path: "C:\\DIR\\FILE.TXT", error: 'Cannot find file:\n"FILE.TXT"' }, 1_458_255_915]],
  ],
  ["metric_without_timestamp_and_labels", [[{}, 12.47]]],
  ["something_weird", [[{ problem: "division by zero" }, Infinity]]],
  [
    "http_request_duration_seconds_bucket",
    [
      [{ le: "0.05" }, 24054],
      [{ le: "+Inf" }, 144_320],
    ],
  ],
  ["rpc_duration_seconds_sum", [[{}, 17_560_473]]],
  ["http_request_duration_seconds", []],
])("reads %s of the format's own example", (name, samples) => {
  expect(read(name)).toEqual({ samples, malformed: [] });
});

it.each<[string, string, unknown]>([
  [
    "blanks and tabs between tokens",
    '\t m {\ta = "1" , b="2" , } \t 3 \t 4 ',
    [{ a: "1", b: "2" }, 3],
  ],
  ["an empty list of labels", "m{} -Inf", [{}, -Infinity]],
  ["a quoted name of a label", 'm{"a.b"="1"} NaN', [{ "a.b": "1" }, Number.NaN]],
  ["a carriage return at the end", "m 1\r", [{}, 1]],
  ["braces in a value", 'm{a="}{,=\\\\"} 1', [{ a: "}{,=\\" }, 1]],
])("reads %s", (_, line, sample) => {
  expect(read("m", line)).toEqual({ samples: [sample], malformed: [] });
});

it.each([
  "m",
  "m{",
  'm{a="1} 2',
  'm{a="1"',
  'm{a="1"}',
  "m{a=1} 2",
  "m 1,5",
  "m 0x10",
  "m 1 x",
  'm{a="1" b="2"} 3',
])("names the line of %j, which promises a sample and is none", (line) => {
  expect(read("m", `# HELP m\n${line}\n`)).toEqual({ samples: [], malformed: [2] });
});

it("never throws, and reads back whatever labels and values a correct writer writes", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseExposition(text, new Set(["m"]))));
  const label = fc.stringMatching(/^[a-z_]\w{0,8}$/);
  const escape = (text: string) =>
    text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  fc.assert(
    fc.property(
      fc.dictionary(label, fc.string({ unit: "binary" })),
      fc.double({ noNaN: true }),
      (labels, value) => {
        const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escape(text)}"`);
        const written = String(value).replace("Infinity", "Inf");
        expect(read("m", `m{${pairs.join(",")}} ${written}`)).toEqual({
          samples: [[labels, value === 0 ? expect.any(Number) : value]],
          malformed: [],
        });
      },
    ),
  );
});
