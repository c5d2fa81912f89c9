import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * `git apply` of a plant on a tree, in a repository or not.
 *
 * @param tree     its root: git must not look for a repository above it, where it would find nothing to do
 * @param options  `--check` to try alone, `-R` to take it back
 * @throws with git's words where a line has moved or changed
 */
export const applyPlant = (tree: string, patch: string, ...options: string[]) =>
  run("git", ["apply", "--unidiff-zero", ...options, patch], {
    cwd: tree,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(tree) },
  });
