import type { Foresight } from '../../lifecycle/protection/protection.ts';
import { isObject, type Json } from '../../../scim/json.ts';
import type { PatchOperation } from '../../../scim/patch/operations.ts';

/** The names that an operation speaks of: its path, or the members of its value and of the schemas in it. */
function namesIn({ path, value }: PatchOperation): string[] {
  if (path !== undefined) return [path.path];
  const inner = (json: Json | undefined): string[] => (isObject(json) ? Object.keys(json) : []);
  return [...inner(value), ...(isObject(value) ? Object.values(value).flatMap(inner) : [])];
}

/**
 * Guesses from its names what a PATCH will need to know of its user, so that it is asked while the user is read. A
 * wrong guess costs time and nothing else: what decides is what would be written.
 */
export function foresee(operations: readonly PatchOperation[]): Foresight {
  const names = operations.flatMap(namesIn);
  if (names.some((name) => /username|mail|password/i.test(name))) return 'fresh';
  return names.some((name) => /active$/i.test(name)) ? 'remembered' : 'later';
}
