import type { JsonObject } from '../../../../../scim/json.ts';
import { USER_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../../mappers/compile/mapping.ts';
import type { KeycloakFields } from '../../../../../mappers/compile/storage/fields.ts';
import { findPreset } from '../../../../../mappers/document/presets.ts';

/** The URN of the extension for enterprise users. */
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** The preset that the tests compile. */
export const preset = findPreset('generic');
/** The mapping of its users. */
export const mapping = compileMapping(preset?.user ?? [], USER_TYPE);

/** A user after the way to Keycloak and back, with a change of what Keycloak has in between. */
export const roundTrip = (
  user: JsonObject,
  change: (fields: KeycloakFields) => void = () => undefined,
): JsonObject => {
  const fields = mapping.toKeycloak(user);
  change(fields);
  return mapping.toScim(fields);
};
