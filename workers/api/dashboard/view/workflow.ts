/** The halves of `<pipeline>/<model>`. */
export function splitWorkflow(workflow: string): Readonly<{ pipeline: string; model: string }> {
  const slash = workflow.indexOf("/");
  return slash < 0
    ? { pipeline: "", model: workflow }
    : { pipeline: workflow.slice(0, slash), model: workflow.slice(slash + 1) };
}
