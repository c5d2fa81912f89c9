import fc from "fast-check";
import { expect, it } from "vitest";
import { checkTargetUrl } from "../../../schema/wire/target-url.ts";

const refusal = (url: string, allowLoopback = false) => {
  const checked = checkTargetUrl(url, allowLoopback);
  return "refused" in checked ? checked.refused : null;
};

it.each([
  ["https://agent.example.org", "https://agent.example.org"],
  ["https://agent.example.org:9480/", "https://agent.example.org:9480"],
  ["HTTP://Agent.Example.ORG:80", "http://agent.example.org"],
  ["http://a-1.b_2.example.org:8080", "http://a-1.b_2.example.org:8080"],
  ["https://bücher.example.org", "https://xn--bcher-kva.example.org"],
  ["http://203-0-113-7.sslip.io:9480", "http://203-0-113-7.sslip.io:9480"],
])("allows %s as %s", (url, origin) => {
  expect(checkTargetUrl(url, false)).toEqual({ origin });
});

it.each([
  "",
  "agent.example.org",
  "//agent.example.org",
  "ftp://agent.example.org",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "https://",
  "https://agent",
  "https://agent.example.org.",
  "https://.example.org",
  "https://a..example.org",
  "https://user@agent.example.org",
  "https://user:pass@agent.example.org",
  "https://@agent.example.org",
  "https://agent.example.org#x",
  "https://agent.example.org/#",
  "https://agent.example.org/v1",
  "https://agent.example.org?x",
  "https://agent.example.org/?",
  "https://agent.example.org\\@evil.example.org",
  "https://agent.example.org /",
  " https://agent.example.org",
  "https://agent.example.org\n",
  "https://agent.example.org:0",
  "https://agent.example.org:65536",
  "https://-a.example.org",
  "https://agent.example.org:25",
  "https://agent.example.org:1023",
  "https://agent.example.org:6667",
  "https://workers.dev",
  "https://sla.ann.workers.dev",
  "https://SLA.ann.Workers.DEV:8443",
  "https://localhost",
  "https://localhost:8787",
  "http://api.localhost",
  "https://printer.local",
  "https://db.internal",
  "http://x.home.arpa",
  "http://127.0.0.1",
  "http://127.1",
  "http://0x7f.1",
  "http://2130706433",
  "http://0177.0.0.1",
  "http://0",
  "http://1.2.3.4",
  "http://169.254.169.254",
  "http://[::1]",
  "http://[::ffff:127.0.0.1]",
  "http://[2606:4700::1111]:80",
  "http://127.0.0.1.",
  "http://①②⑦.⓪.⓪.①",
  "http://1.2.3.4%00.example.org",
  "http://agent.example.123",
  "http://agent.example.org%2f@x.org",
  `https://${"a".repeat(64)}.example.org`,
  `https://${"a.".repeat(130)}org`,
])("refuses %j", (url) => {
  expect(refusal(url)).not.toBeNull();
});

it.each([
  "http://127.0.0.1:9480",
  "http://localhost:9480",
  "http://[::1]:9480",
  "http://127.1:9480",
])("allows %s in development, and only there", (url) => {
  expect(refusal(url, true)).toBeNull();
  expect(refusal(url, false)).toBe("a loopback host");
});

it.each([
  "http://10.0.0.1",
  "http://169.254.169.254",
  "http://0.0.0.0",
  "http://x.localhost",
  "http://[fe80::1]",
])("refuses %s in development too", (url) => {
  expect(refusal(url, true)).not.toBeNull();
});

const octet = fc.nat(255);
const base = fc.constantFrom(
  (n: number) => `${n}`,
  (n: number) => `0x${n.toString(16)}`,
  (n: number) => `0${n.toString(8)}`,
);

it("refuses an IPv4 address in every spelling that a URL parser takes for one", () => {
  fc.assert(
    fc.property(
      fc.array(octet, { minLength: 4, maxLength: 4 }),
      fc.array(base, { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      (octets, bases, parts) => {
        // The last part takes all octets that are left: 10.1.2.3 = 10.66051.
        const rest = octets.slice(parts - 1).reduce((sum, part) => sum * 256 + part, 0);
        const host = [...octets.slice(0, parts - 1), rest]
          .map((part, i) => bases[i]?.(part))
          .join(".");
        expect(refusal(`http://${host}:9480`)).not.toBeNull();
      },
    ),
  );
});

it("refuses every IPv6 address", () => {
  fc.assert(fc.property(fc.ipV6(), (address) => refusal(`http://[${address}]/`) !== null));
});

it("never throws, and what it allows is a bare origin of a public name, which it allows again", () => {
  const url = fc.oneof(
    fc.string(),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.domain().map((name) => `https://${name}`),
  );
  fc.assert(
    fc.property(url, (text) => {
      const checked = checkTargetUrl(text, false);
      if ("refused" in checked) return;
      expect(checked.origin).toMatch(
        /^https?:\/\/([a-z0-9_-]+\.)+[a-z0-9-]*[a-z-][a-z0-9-]*(:[1-9]\d*)?$/,
      );
      expect(checkTargetUrl(checked.origin, false)).toEqual(checked);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["https://sla.ann.workers.dev", "sla.ann.workers.dev is a Worker, which another cannot ask"],
  [
    "https://agent.example.org:25",
    "port 25 is another service's: 80, 443, or from 1024 on, but for those that browsers block",
  ],
])("says of %s what is refused, and why", (url, words) => {
  expect(refusal(url)).toBe(words);
});

it("allows names that only end like a Worker's", () => {
  for (const name of ["myworkers.dev", "workers.dev.example.org", "a.workers.device"])
    expect(refusal(`https://${name}`)).toBeNull();
});

it("refuses the Worker that asks, on its port alone", () => {
  const faultOf = (url: string, ownHost: string) => checkTargetUrl(url, true, ownHost);
  const itself = { refused: expect.stringMatching(/^\S+ is this Worker/), fault: "worker_host" };
  expect(faultOf("https://SLA.example.org/", "sla.example.org")).toEqual(itself);
  expect(faultOf("http://localhost:8787", "localhost:8787")).toEqual(itself);
  expect(faultOf("http://localhost:9480", "localhost:8787")).toHaveProperty("origin");
  expect(faultOf("https://a.sla.example.org", "sla.example.org")).toHaveProperty("origin");
});

const name = fc.domain().filter((host) => refusal(`https://${host}`) === null);
const port = fc.integer({ min: 1, max: 65_535 });

/** Fetch, "port blocking": what is left of it above the ports of the system. */
const BLOCKED =
  "1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080";
const blocked = new Set(BLOCKED.split(" ").map(Number));
const isAgents = (at: number) => at === 80 || at === 443 || (at >= 1024 && !blocked.has(at));

it("allows the ports of http and https and those above the system's, but for what no browser fetches, and nothing that is no port", () => {
  const any = fc.oneof(port, fc.integer({ min: 1, max: 1100 }), fc.constantFrom(...blocked));
  fc.assert(
    fc.property(name, any, (host, at) => {
      for (const scheme of ["http", "https"])
        expect(refusal(`${scheme}://${host}:${at}`) === null).toBe(isAgents(at));
    }),
    { numRuns: 300 },
  );
  const none = fc.oneof(fc.integer({ min: 65_536 }), fc.constantFrom(0, -1, "0x50", "８０８０x"));
  fc.assert(fc.property(name, none, (host, at) => refusal(`http://${host}:${at}`) !== null));
});

it("refuses a user's name before any host, however it is written", () => {
  const user = fc.oneof(
    fc.stringMatching(/^[a-z0-9:.%]{0,12}$/),
    fc.constantFrom("127.0.0.1", "%40"),
  );
  fc.assert(
    fc.property(
      name,
      user,
      port,
      (host, who, at) => refusal(`http://${who}@${host}:${at}`) !== null,
    ),
  );
});

it("refuses a trailing dot, of names and of addresses", () => {
  fc.assert(fc.property(name, (host) => refusal(`https://${host}.`) !== null));
  fc.assert(fc.property(fc.ipV4(), (address) => refusal(`http://${address}.`) !== null));
});

it("refuses loopback and local names in every spelling that the URL parser takes for them", () => {
  const local = fc.constantFrom("localhost", "x.localhost", "a.local", "b.internal", "c.home.arpa");
  const spelled = local.chain((host) =>
    fc.tuple(...[...host].map((letter) => fc.constantFrom(...spellingsOf(letter)))),
  );
  fc.assert(
    fc.property(
      spelled,
      port,
      (letters, at) => refusal(`http://${letters.join("")}:${at}`) !== null,
    ),
    { numRuns: 300 },
  );
});

it("refuses an IPv4 address in digits of another script or width", () => {
  const wide = fc
    .ipV4()
    .map((address) =>
      [...address]
        .map((digit) =>
          digit === "." ? "。" : String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0),
        )
        .join(""),
    );
  fc.assert(fc.property(wide, (host) => refusal(`http://${host}`) !== null));
});

it("takes a name in punycode and in its own letters for the same", () => {
  const letters = fc.stringMatching(/^[äöüßéñçøåæœ]{1,8}$/);
  fc.assert(
    fc.property(letters, (label) => {
      const url = `https://${label}.example.org`;
      expect(checkTargetUrl(url, false)).toEqual(checkTargetUrl(new URL(url).href, false));
      expect(checkTargetUrl(url, false)).toHaveProperty("origin");
    }),
  );
});

/** UTS 46 maps all of these to the letter. */
function spellingsOf(letter: string): string[] {
  if (letter === ".") return [".", "。", "．", "｡"];
  const code = letter.codePointAt(0) ?? 0;
  return [
    letter,
    letter.toUpperCase(),
    String.fromCodePoint(code + 0xfee0),
    `%${code.toString(16)}`,
  ];
}
