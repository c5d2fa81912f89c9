import {
  type CheckedDelegation,
  checkDelegation,
  checkTerms,
  readDelegation,
} from "../wire/delegation.ts";
import type { Target, TrustLevel } from "../wire/target.ts";
import { type BoundRow, bindingOf } from "./binding.ts";

/** What a registry row says that a claim can be founded on. */
export type Row = BoundRow & Readonly<Pick<Target, "service_host">>;

type DelegatedRow = Row & Readonly<Pick<Target, "delegation">>;

/**
 * How well an agent's claim to an orchestrator is founded, from its registry row and its delegation alone. 3: the
 * orchestrator's address signed. 2: the node that the row names for it signed. 1: the agent answers on the host that the
 * row names as the orchestrator's service. 0: the row says so and nothing else does.
 *
 * @param row.url           where the agent answers
 * @param row.service_host  host of the orchestrator's service URI, with or without a port
 * @param checked           the row's delegation, checked at the moment that counts; null where it has none
 */
export function trustOf(row: Row, checked: CheckedDelegation | null = null): TrustLevel {
  const service = row.service_host === null ? null : hostOf(`http://${row.service_host}`);
  const hosted = service !== null && hostOf(row.url) === service ? 1 : 0;
  if (checked === null || "refused" in checked) return hosted;
  const binding = bindingOf(row, checked);
  return "level" in binding ? binding.level : hosted;
}

/** The level of a row at a moment, from its own words and signature: whatever level it says that it has. */
export const trustAt = (row: DelegatedRow, atMs: number): TrustLevel =>
  trustOf(row, row.delegation ? checkDelegation(row.delegation, atMs) : null);

/** The level that a row has while its delegation holds: what the registry keeps. */
export function trustWhileHeld(row: DelegatedRow): TrustLevel {
  const terms = row.delegation ? readDelegation(row.delegation.text) : null;
  return terms === null ? trustOf(row) : trustAt(row, Date.parse(terms.not_before));
}

/** A registered target's level at a moment: the one that it was registered with, without what holds no more or not yet. */
export function heldTrust(target: DelegatedRow & Pick<Target, "trust">, atMs: number): TrustLevel {
  if (!target.delegation) return target.trust;
  return "refused" in checkTerms(target.delegation.text, atMs) ? trustOf(target) : target.trust;
}

/** Why a row's delegation cannot be registered, by its code; null where it founds a level now, or there is none. */
export function delegationFault(
  row: DelegatedRow,
  nowMs: number,
): Readonly<{ refused: string; detail: string }> | null {
  if (!row.delegation) return null;
  const checked = checkDelegation(row.delegation, nowMs);
  const binding = "refused" in checked ? checked : bindingOf(row, checked);
  return "refused" in binding ? binding : null;
}

const hostOf = (url: string): string | null => URL.parse(url)?.hostname ?? null;
