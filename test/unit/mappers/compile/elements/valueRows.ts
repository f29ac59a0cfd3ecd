import type { JsonObject } from '../../../../../scim/json.ts';
import { USER_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import { compileMapping, type Mapping } from '../../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../../mappers/document/types.ts';
import type { KeycloakFields } from '../../../../../mappers/compile/storage/fields.ts';
import { findPreset } from '../../../../../mappers/document/presets.ts';
import { resourceTypeOf } from '../../../../../mappers/compile/schemas.ts';
import { frozen } from '../../../scim/reading.ts';

/** The rows of users in the generic preset. */
export const GENERIC = findPreset('generic')?.user ?? [];
const MOBILE = 'phoneNumbers[type eq "mobile"].value';
export const LOCALITY = 'addresses[type eq "work"].locality';
export const COUNTRY = 'addresses[type eq "work"].country';

export const mappingOf = (rows: readonly Row[]): Mapping =>
  compileMapping(rows, resourceTypeOf(USER_TYPE, rows));
/** The generic mapping with more rows. */
export const beside = (...rows: Row[]): Mapping => mappingOf([...GENERIC, ...rows]);
/** The row of the mobile phone number. */
export const mobileRow = { scim: MOBILE, keycloak: 'attributes.mobile' };
/** The generic mapping with that row. */
export const mobile = beside(mobileRow);

export const WORK = { value: '1', type: 'work' };
export const CELL = { value: '2', type: 'mobile', primary: true };
export const HOME = { value: '3', type: 'home', display: 'Three' };
/** A list of phone numbers, of which `mobileRow` is about the one in the middle. */
export const NUMBERS = frozen([WORK, CELL, HOME]);

/** What Keycloak stores of the user `ann`. */
export const storedFields = (mapping: Mapping, user: JsonObject): KeycloakFields =>
  mapping.toKeycloak(frozen({ userName: 'ann', ...user }));
/** The user after attributes were changed, or taken away, in the console. */
export function after(
  mapping: Mapping,
  user: JsonObject,
  console: Readonly<Record<string, string | undefined>> = {},
): JsonObject {
  const { attributes, ...fields } = storedFields(mapping, user);
  const now = { ...attributes };
  for (const [name, value] of Object.entries(console)) {
    if (value === undefined) Reflect.deleteProperty(now, name);
    else now[name] = [value];
  }
  return mapping.toScim({ ...fields, attributes: now });
}
