import type { RoleNames, ScimConfig } from '../config.ts';
import { matchesPattern } from './namePattern.ts';

/** A role as a configuration names it, and where. */
export interface NamedRole {
  /** The JSON pointer in `scim.config`. */
  readonly pointer: string;
  readonly name: string;
  /** The client id of the client that it belongs to; absent for a role of the realm. */
  readonly clientId?: string | undefined;
}

/** A part of a JSON pointer (RFC 6901 §3). */
const pointerPart = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** The roles that a rule names, those of the realm first. */
export function rolesNamed({ realmRoles = [], clientRoles = {} }: RoleNames, pointer: string): NamedRole[] {
  return [
    ...realmRoles.map((name, at) => ({ pointer: `${pointer}/realmRoles/${at}`, name })),
    ...Object.entries(clientRoles).flatMap(([clientId, names]) =>
      names.map((name, at) => ({
        pointer: `${pointer}/clientRoles/${pointerPart(clientId)}/${at}`,
        name,
        clientId,
      })),
    ),
  ];
}

/** A role in words. */
export const roleInWords = ({ name, clientId }: Pick<NamedRole, 'name' | 'clientId'>): string =>
  clientId === undefined ? `realm role "${name}"` : `role "${name}" of client "${clientId}"`;

/** The roles that the rules of a realm tie to the name of a group. */
export function rolesOfName({ groups }: ScimConfig, name: string): NamedRole[] {
  return (groups?.roles ?? []).flatMap((rule, at) =>
    matchesPattern(rule.group, name) ? rolesNamed(rule, `/groups/roles/${at}`) : [],
  );
}
