/** `<pipeline>/<model>`, or null where either is not known. A pipeline has no slash, so it splits at the first one. */
export const workflowName = (pipeline: string | null, model: string | null): string | null =>
  pipeline === null || model === null ? null : `${pipeline}/${model}`;
