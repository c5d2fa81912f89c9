import { describe, expect, it } from "vitest";
import { useDashboard } from "./browser.ts";
import { CHROMIUM } from "./chromium.ts";
import { MISSING, NETWORK } from "./seeded-windows.ts";

const [perfect, failing, slow, unseen] = NETWORK.map(({ address }) => String(address));

describe.skipIf(CHROMIUM === undefined)("the dashboard's numbers", () => {
  const { open, api } = useDashboard();

  it("lists every orchestrator with the score that the API gives", async () => {
    const page = await open("/orchestrators");
    const { orchestrators } = await api("/v1/orchestrators?period=24h&limit=500");
    await page.locator(".orchestrators .fig").first().waitFor();
    await expect.poll(() => page.locator(".orchestrators tbody tr").count()).toBe(NETWORK.length);
    for (const { orchestrator, views } of orchestrators) {
      const row = page.locator("tbody tr", { has: page.locator(`a[href*="${orchestrator}"]`) });
      const shown = (metric: string) =>
        expect.poll(() => row.locator(`[data-metric="${metric}"]`).innerText());
      await shown("score").toContain(views.any.score.toFixed(2));
      await shown("score_low").toContain(views.any.score_low.toFixed(2));
      await shown("decided_jobs").toBe(String(views.any.n));
    }
  });

  it("adds up demand, success and minutes of the network as the API gives them", async () => {
    const page = await open("/");
    const { demand } = await api("/v1/network/demand?interval=hour");
    const tile = (label: string) =>
      expect.poll(() => page.locator(`.tile:has(.label:text-is("${label}")) .fig`).innerText());
    await page.locator(".heatmap .fig").first().waitFor();
    const sum = (of: (row: any) => number) =>
      demand.reduce((all: number, row: any) => all + of(row), 0);
    await tile("Streams").toBe(String(sum((row) => row.requests ?? 0)));
    await tile("Missing capacity").toBe(String(MISSING));
    const minutes = sum((row) => row.inference_minutes);
    await tile("Inference minutes").toBe(`${Math.round(minutes)} min`);
    const [jobs, failed] = [sumOf("jobs"), sumOf("failed")];
    await tile("Decided jobs").toBe(String(jobs));
    const success = Math.floor(((jobs - failed) * 10_000) / jobs) / 100;
    await tile("Success").toBe(`${success.toFixed(2)} %`);
    await tile("Capacity in use").toBe("25.00 %");
    await tile("Fees").toBe("0.0007 ETH");
  });

  it("shows of one orchestrator the score, every point lost, and its objectives", async () => {
    const page = await open(`/orchestrators/${failing}`);
    const { views } = await api(`/v1/sla/compliance?orchestrator_id=${failing}&period=24h`);
    await page.locator(".slos .fig").first().waitFor();
    await expect
      .poll(() => page.locator(".big-score .hero").innerText())
      .toContain(views.any.score.toFixed(2));
    const points = async () => {
      const parts = await page.locator(".lost .legend .fig").allInnerTexts();
      return parts.reduce((all, text) => all + Number.parseFloat(text), 0);
    };
    await expect.poll(points).toBeCloseTo(100, 1);
    await expect.poll(() => page.locator(".lost .legend").innerText()).toContain("model failed");
    for (const [sli, { status, ppm }] of Object.entries<any>(views.any.slos)) {
      const row = page.locator(".slos tbody tr", {
        has: page.locator(`[data-metric="sli_${sli}"]`),
      });
      const attained = await row.locator(`[data-metric="sli_${sli}"]`).innerText();
      expect(attained).toContain(ppm === null ? "not known" : String(Math.floor(ppm / 100) / 100));
      expect(await row.locator(".status").innerText()).toBe(STATUS[status as keyof typeof STATUS]);
    }
  });

  it("tells what is not known from zero, and what is provisional from what is not", async () => {
    const page = await open("/orchestrators?witness=corroborated");
    const score = (address: string | undefined) =>
      page
        .locator("tbody tr", { has: page.locator(`a[href*="${address}"]`) })
        .locator('[data-metric="score"]');
    await score(unseen).waitFor();
    const kind = (address: string | undefined) =>
      expect.poll(() => score(address).getAttribute("class"));
    await expect.poll(() => score(unseen).innerText()).toBe("not known");
    await kind(unseen).toContain("unknown");
    await kind(slow).toContain("provisional");
    await kind(perfect).toBe("fig");
    await score(unseen).hover();
    await expect
      .poll(() => page.getByRole("tooltip").innerText())
      .toContain("no registered gateway saw a decided job");
  });

  it("leads from the jobs to one job, with both sides' evidence", async () => {
    const page = await open(`/jobs?orchestrator=${failing}&outcome=failed`);
    await page.locator(".jobs .fig").first().waitFor();
    await expect.poll(() => page.locator(".jobs tbody tr").count()).toBe(NETWORK[1]?.failed);
    const link = page.locator(".jobs tbody th a").first();
    const id = (await link.getAttribute("href"))?.split(/[/?]/)[2];
    const { jobs } = await api(`/v1/jobs?orchestrator=${failing}&limit=500`);
    const job = jobs.find((each: { id: string }) => each.id === id);
    await link.click();
    await page.locator(".timeline").waitFor();
    await expect.poll(() => page.locator("h1").innerText()).toBe(`Job ${job.id}`);
    const text = () => page.locator("main").innerText();
    for (const said of [
      "both sides",
      "gateway's evidence",
      job.gateway,
      job.evidence.orchestrator.agent,
      "model",
    ])
      await expect.poll(text).toContain(said);
  });

  it("shows an hour's digests, raw objects and the command that recomputes it", async () => {
    const page = await open("/verify");
    await page.locator(".inputs a").first().waitFor();
    const hour = new URL(
      (await page.locator(".hours a[aria-current]").getAttribute("href")) ?? "",
      page.url(),
    ).searchParams.get("hour");
    const { digest, inputs } = await api(`/v1/hours/${hour}`);
    const text = () => page.locator("main").innerText();
    for (const said of [
      digest,
      ...inputs.flatMap(({ key, sha256 }: Record<string, string>) => [key, sha256]),
    ])
      await expect.poll(text).toContain(said);
    await expect.poll(text).toContain(`verify ${new URL(page.url()).origin} --hour ${hour}`);
  });

  it("renders every metric of the catalog", async () => {
    const page = await open("/about");
    const { metrics } = await api("/v1/metrics/catalog");
    await page.locator("#policy").waitFor();
    await expect.poll(() => page.locator(".metrics article").count()).toBe(metrics.length);
    const text = await page.locator("main").innerText();
    for (const { id, definition } of metrics) {
      expect(text).toContain(id);
      expect(text).toContain(definition);
    }
  });
});

const STATUS = {
  met: "met",
  breached: "breached",
  insufficient: "too few events",
  unobserved: "not observed",
} as const;

const sumOf = (key: "jobs" | "failed"): number => NETWORK.reduce((all, each) => all + each[key], 0);
