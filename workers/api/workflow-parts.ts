/** A workflow's two halves, split at the first slash; nothing asked, nothing bounded. */
export function workflowParts(workflow: string | undefined): { pipeline?: string; model?: string } {
  if (workflow === undefined) return {};
  const slash = workflow.indexOf("/");
  return { pipeline: workflow.slice(0, slash), model: workflow.slice(slash + 1) };
}
