/**
 * Where go-livepeer publishes the containers that it manages: the first two digits of a pipeline's base port, then the
 * GPU. `ai/worker/docker.go`. For live pipelines also the second container on each GPU, `89<k><gpu>`.
 */
const BASES = [8900, 8910, 8000, 8100, 8200, 8300, 8400, 8500, 8600, 8700, 8800];

/** A host with more GPUs than this names its runners itself. */
const GPUS = 8;

/** The ports on 127.0.0.1 that are tried for runners. */
export const CONVENTION_PORTS: readonly number[] = BASES.flatMap((base) =>
  Array.from({ length: GPUS }, (_, gpu) => base + gpu),
);

/** The GPU whose live runner go-livepeer publishes on a port, or null for any other port. */
export function gpuOfPort(port: number): number | null {
  return port >= 8900 && port <= 8999 ? port % 10 : null;
}
