import type { Reporter, TestModule, Vitest } from "vitest/node";
import { acList } from "./ac-list.ts";

/** Says at the end of a run how each of AC01 to AC26 fared. In a run of everything a property without a test is an error. */
export default class AcReporter implements Reporter {
  #vitest!: Vitest;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const tests = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test) => ({ name: test.name, state: test.result().state }));
    const { lines, missing } = acList(tests, await this.#isWhole(modules.length));
    if (lines.length > 0) this.#vitest.logger.log(`\n${lines.join("\n")}\n`);
    if (missing.length === 0) return;
    this.#vitest.logger.error(`No test ran of ${missing.join(", ")} (METRICS.md §6).`);
    process.exitCode = 1;
  }

  /** Whether all ran that `npm test` runs: no file, name, shard or project was asked for, but for the commands of the docs. */
  async #isWhole(modules: number): Promise<boolean> {
    const { project, testNamePattern, shard } = this.#vitest.config;
    if (testNamePattern !== undefined || shard || project.some((name) => name !== "!docs"))
      return false;
    return modules >= (await this.#vitest.globTestSpecifications()).length;
  }
}
