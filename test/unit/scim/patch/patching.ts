import type { Json, JsonObject } from '../../../../scim/json.ts';
import { MESSAGES } from '../../../../scim/messages.ts';
import { applyPatch } from '../../../../scim/patch/apply.ts';
import type { PatchOptions } from '../../../../scim/patch/change.ts';
import { readPatch } from '../../../../scim/patch/operations.ts';
import { frozen, readingFor } from '../reading.ts';
import { USER_TYPE } from '../userType.ts';

/** An operation as a client sends it. */
export interface SentOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: string;
  readonly value?: Json;
}

/** A user after a PATCH; everything that goes in is frozen, so that changing it would throw. */
export function patched(
  user: JsonObject,
  operations: readonly SentOperation[],
  options: Partial<PatchOptions> = {},
): JsonObject {
  const body = { schemas: [MESSAGES.patch], Operations: operations.map((operation) => ({ ...operation })) };
  return applyPatch(USER_TYPE, frozen(user), readPatch(USER_TYPE, frozen(body)), readingFor(options));
}
