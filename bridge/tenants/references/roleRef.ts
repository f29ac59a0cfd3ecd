import type { RoleNames, ScimConfig } from '../config.ts';
import { message, type Message } from '../../../documents/text.ts';
import { matchesPattern } from './namePattern.ts';

/** A reference to a role in the configuration, with its place. */
export interface RoleRef {
  /** The JSON pointer in `scim.config`. */
  readonly pointer: string;
  readonly name: string;
  /** The client id of the client that the role belongs to; `undefined` for a realm role. */
  readonly clientId?: string | undefined;
}

/** Escapes a part of a JSON pointer (RFC 6901 §3). */
const pointerPart = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** Lists the references to roles in a rule, realm roles first. */
export function roleRefsOf({ realmRoles = [], clientRoles = {} }: RoleNames, pointer: string): RoleRef[] {
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

/** Says that a role does not exist. */
export const noSuchRole = ({ name, clientId }: RoleRef): Message =>
  clientId === undefined
    ? message('There is no realm role "{name}".', { name })
    : message('There is no role "{name}" of client "{clientId}".', { name, clientId });

/** Says that a role or a group grants what no rule may give. */
export const grantsAdministration = (holder: Message): Message =>
  message('{holder} grants realm administration, which SCIM does not give.', { holder });

/** Says that a role grants what no rule may give. */
export const roleGrantsAdministration = ({ name, clientId }: RoleRef): Message =>
  grantsAdministration(
    clientId === undefined
      ? message('The realm role "{name}"', { name })
      : message('The role "{name}" of client "{clientId}"', { name, clientId }),
  );

/** Lists the references to roles that the rules of a realm give to a group of this name. */
export function roleRefsForGroup({ groups }: ScimConfig, name: string): RoleRef[] {
  return (groups?.roles ?? []).flatMap((rule, at) =>
    matchesPattern(rule.group, name) ? roleRefsOf(rule, `/groups/roles/${at}`) : [],
  );
}
