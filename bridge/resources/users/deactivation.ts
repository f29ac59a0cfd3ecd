import { ScimError } from '../../../scim/errors.ts';
import { emptyObject, isObject, memberOf, objectOf, type Json, type JsonObject } from '../../../scim/json.ts';
import { MESSAGES } from '../../../scim/messages.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch, type PatchOperation } from '../../../scim/patch/operations.ts';
import { readResource } from '../../../scim/resource.ts';
import { attributePath, isUrn, resolve, type Resolution } from '../../../scim/schema/lookup.ts';
import type { ReadOptions } from '../../../scim/values.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/** Whether an attribute is the one by which the realm enables and disables users: `active` by default. */
const isActive = ({ userMapping }: Tenant, resolved: Resolution): boolean =>
  resolved.kind === 'attribute' && attributePath(resolved) === userMapping.scimPathOf('enabled');

/** Reduces an object, and the schemas in it, to the members that say whether a user is active. */
function onlyActive(tenant: Tenant, source: JsonObject, prefix = ''): JsonObject {
  const members = Object.entries(source).flatMap(([name, value]): [string, Json][] => {
    if (isActive(tenant, resolve(tenant.userType, `${prefix}${name}`))) return [[name, value]];
    if (prefix !== '' || !isUrn(name) || !isObject(value)) return [];
    const inner = onlyActive(tenant, value, `${name}:`);
    return Object.keys(inner).length === 0 ? [] : [[name, inner]];
  });
  return objectOf(members);
}

/** Reduces an operation of a PATCH to what it says of whether a user is active; none for one that cannot be read. */
function activeOperations(tenant: Tenant, source: Json): PatchOperation[] {
  try {
    const operations = readPatch(
      tenant.userType,
      objectOf([
        ['schemas', [MESSAGES.patch]],
        ['Operations', [source]],
      ]),
    );
    return operations.flatMap((operation) => {
      const { path, value } = operation;
      if (path !== undefined) return isActive(tenant, path.resolved) ? [operation] : [];
      const members = onlyActive(tenant, isObject(value) ? value : emptyObject());
      return Object.keys(members).length === 0 ? [] : [{ ...operation, value: members }];
    });
  } catch (error) {
    if (error instanceof ScimError) return [];
    throw error;
  }
}

/** Reads from a request whether the user is to be active, and nothing else. */
type ReadActive = (tenant: Tenant, body: JsonObject, options: ReadOptions) => JsonObject;

const inResource: ReadActive = (tenant, body, options) => {
  const { userType } = tenant;
  const members = Object.entries(onlyActive(tenant, body));
  return readResource(userType, objectOf([...members, ['schemas', [userType.schema.id]]]), options);
};

const inPatch: ReadActive = (tenant, body, options) => {
  const sent = memberOf(body, 'operations');
  const operations = Array.isArray(sent)
    ? sent.flatMap((operation) => activeOperations(tenant, operation))
    : [];
  const { unmatchedElement } = tenant.behaviours;
  return applyPatch(tenant.userType, emptyObject(), operations, { ...options, unmatchedElement });
};

/** Whether a request to change a user deactivates the user, even if everything else in the request is wrong. */
export function asksToDeactivate(
  tenant: Tenant,
  message: 'resource' | 'patch',
  body: Json | undefined,
): boolean {
  if (!isObject(body)) return false;
  const { unknownAttributes: unknown, canonicalValues, hollowElements } = tenant.behaviours;
  const options: ReadOptions = { unknown, canonicalValues, hollowElements, ignored: () => undefined };
  try {
    const resource = (message === 'patch' ? inPatch : inResource)(tenant, body, options);
    return tenant.userMapping.toKeycloak(resource).enabled === false;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
