import type { KeycloakFields } from './fields.ts';

/** The user attribute of an e-mail address that Keycloak's own field refused. */
export const KEPT_EMAIL_ATTRIBUTE = 'scim.keptEmail';

/** The parts of a user that tell where the e-mail address is stored. */
export interface EmailFields {
  readonly email?: string | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Returns the address that is kept in the user attribute; it counts only while Keycloak's own field is empty. */
export const keptEmailOf = ({ email = '', attributes }: EmailFields): string | undefined =>
  email === '' ? attributes[KEPT_EMAIL_ATTRIBUTE]?.[0] : undefined;

/** Returns the fields as rows read them: with the kept address as the e-mail address. */
export function withKeptEmail(fields: KeycloakFields): KeycloakFields {
  const email = keptEmailOf(fields);
  return email === undefined ? fields : { ...fields, email };
}
