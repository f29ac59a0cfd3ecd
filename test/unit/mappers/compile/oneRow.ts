import type { Json, JsonObject } from '../../../../scim/json.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping, type Mapping } from '../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import type { KeycloakFields } from '../../../../mappers/compile/storage/fields.ts';
import { findPreset } from '../../../../mappers/document/presets.ts';
import { resourceTypeOf } from '../../../../mappers/compile/schemas.ts';
import type { Transform } from '../../../../mappers/document/transforms.ts';

const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
/** The path of an attribute of an extension that no schema declares. */
export const X = `${ACME}:x`;
/** The rows of users in the generic preset. */
export const GENERIC = findPreset('generic')?.user ?? [];

/** The generic mapping with a row of this path in place of its own, or added. */
export function withRow(row: Row): Mapping {
  const rows = [...GENERIC.filter(({ scim }) => scim !== row.scim), row];
  return compileMapping(rows, resourceTypeOf(USER_TYPE, rows));
}
/** The generic mapping with these transforms for `title`. */
export const titled = (...transforms: Transform[]): Mapping =>
  withRow({ scim: 'title', keycloak: 'attributes.job', transforms });

/** A value as plain JSON, so that prototype-less objects compare as objects. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
/** What Keycloak stores of the user `ann`. */
export const storedFields = (mapping: Mapping, user: JsonObject): KeycloakFields =>
  mapping.toKeycloak({ userName: 'ann', ...user });
/** The resource of the user `ann` with these fields in Keycloak. */
export const resourceOf = (mapping: Mapping, fields: Partial<KeycloakFields>): unknown =>
  plain(mapping.toScim({ username: 'ann', attributes: {}, ...fields }));
/** The user as clients get it back after it was stored. */
export const back = (mapping: Mapping, user: JsonObject): unknown =>
  plain(mapping.toScim(storedFields(mapping, user)));

/** What every resource of `ann` has. */
export const ANN = { userName: 'ann', active: true };
/** A user with a value at the path `X`. */
export const x = (value: Json): JsonObject => ({ [ACME]: { x: value } });
/** The search for one value of a user attribute. */
export const source = (name: string, value: string) => [{ by: 'attribute', name, value }];
