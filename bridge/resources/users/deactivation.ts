import { ScimError } from '../../../scim/errors.ts';
import { emptyObject, isObject, memberOf, objectOf, type Json, type JsonObject } from '../../../scim/json.ts';
import { MESSAGES } from '../../../scim/messages.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch, type PatchOperation } from '../../../scim/patch/operations.ts';
import { readResource } from '../../../scim/resource.ts';
import { attributePath, isUrn, resolve } from '../../../scim/schema/lookup.ts';
import type { Reading } from '../../../scim/values.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/** Whether a name means the attribute by which the realm enables and disables users: `active`, unless it is mapped otherwise. */
function namesActive({ userType, userMapping }: Tenant, name: string): boolean {
  const resolved = resolve(userType, name);
  return resolved.kind === 'attribute' && attributePath(resolved) === userMapping.scimPathOf('enabled');
}

/** The members of an object, and of the schemas in it, that say whether a user is active. */
function onlyActive(tenant: Tenant, source: JsonObject, prefix = ''): JsonObject {
  const kept = Object.entries(source).flatMap(([name, value]): [string, Json][] => {
    if (namesActive(tenant, prefix + name)) return [[name, value]];
    if (prefix !== '' || !isUrn(name) || !isObject(value)) return [];
    const inner = onlyActive(tenant, value, `${name}:`);
    return Object.keys(inner).length === 0 ? [] : [[name, inner]];
  });
  return objectOf(kept);
}

/** An operation of a PATCH as far as it says whether a user is active; one that cannot be read says nothing. */
function activeOperation(tenant: Tenant, source: Json): PatchOperation[] {
  try {
    const read = readPatch(
      objectOf([
        ['schemas', [MESSAGES.patch]],
        ['Operations', [source]],
      ]),
    );
    return read.flatMap((operation) => {
      const { path, value } = operation;
      if (path !== undefined) return namesActive(tenant, path.path) ? [operation] : [];
      const kept = onlyActive(tenant, isObject(value) ? value : emptyObject());
      return Object.keys(kept).length === 0 ? [] : [{ ...operation, value: kept }];
    });
  } catch (error) {
    if (error instanceof ScimError) return [];
    throw error;
  }
}

/** Reads what a request says of `active`, and nothing else. */
type ReadActive = (tenant: Tenant, body: JsonObject, reading: Reading) => JsonObject;

const inResource: ReadActive = (tenant, body, reading) => {
  const { userType } = tenant;
  const kept = onlyActive(tenant, body);
  return readResource(
    userType,
    objectOf([...Object.entries(kept), ['schemas', [userType.schema.id]]]),
    reading,
  );
};

const inPatch: ReadActive = (tenant, body, reading) => {
  const operations = memberOf(body, 'operations');
  const kept = Array.isArray(operations) ? operations.flatMap((one) => activeOperation(tenant, one)) : [];
  const options = { ...reading, unmatchedElement: tenant.behaviours.unmatchedElement };
  return applyPatch(tenant.userType, emptyObject(), kept, options);
};

/**
 * Whether a request for a change asks plainly that the user be deactivated, whatever else is in it and however wrong
 * that is.
 */
export function asksToDeactivate(
  tenant: Tenant,
  message: 'resource' | 'patch',
  body: Json | undefined,
): boolean {
  if (!isObject(body)) return false;
  const { unknownAttributes: unknown, canonicalValues } = tenant.behaviours;
  const reading: Reading = { unknown, canonicalValues, ignored: () => undefined };
  try {
    const said = (message === 'patch' ? inPatch : inResource)(tenant, body, reading);
    return tenant.userMapping.toKeycloak(said).enabled === false;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
