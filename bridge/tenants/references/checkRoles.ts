import { didYouMean } from '../../../documents/suggest.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakClient, KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { MistakeCode } from '../../../documents/codes.ts';
import type { Mistake } from '../../../documents/mistake.ts';
import { ATTRIBUTE } from '../config.ts';
import { noSuchRole, roleGrantsAdministration, type RoleRef } from './roleRef.ts';
import { message, type Text } from '../../../documents/text.ts';

/** Returns the mistake for a reference that does not resolve, or that resolves to something that no rule may give. */
export function referenceMistake(pointer: string, code: MistakeCode, sentence: Text, hint?: Text): Mistake {
  return { file: ATTRIBUTE.config, pointer, code, sentence, hint };
}

/**
 * Returns what `work` reads, as `value`; `undefined` if the caller may not see it. An expired token (401) is an error,
 * not a missing right.
 */
export async function ifVisible<T>(work: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof KeycloakError && error.failure === 'refused' && error.status !== 401) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Returns a hint with a similar name; `undefined` if no name is similar, or if Keycloak does not list the names, so that
 * the mistake is reported in any case. To list the clients of `master`, one for each realm, can take Keycloak too long.
 */
export async function suggest(
  name: string,
  names: () => Promise<readonly string[]>,
): Promise<Text | undefined> {
  try {
    return didYouMean(name, await names());
  } catch (error) {
    if (error instanceof KeycloakError && error.status !== 401) return undefined;
    throw error;
  }
}

/** Finds a client, or returns a mistake if it does not exist; neither if the caller may not see it. */
export async function clientMistakes(
  realm: KeycloakRealm,
  clientId: string,
  pointer: string,
): Promise<{ client?: KeycloakClient; mistakes: Mistake[] }> {
  const visible = await ifVisible(() => realm.client(clientId));
  if (visible === undefined) return { mistakes: [] };
  if (visible.value !== undefined) return { client: visible.value, mistakes: [] };
  const hint = await suggest(clientId, () => realm.lookups.clients());
  return {
    mistakes: [
      referenceMistake(pointer, 'missing', message('There is no client "{clientId}".', { clientId }), hint),
    ],
  };
}

async function mistakesOf(
  realm: KeycloakRealm,
  roleRef: RoleRef,
  existingNames: () => Promise<readonly string[]>,
): Promise<Mistake[]> {
  const { pointer, name, clientId } = roleRef;
  const visible = await ifVisible(() => realm.roles.find(name, clientId));
  if (visible === undefined) return [];
  const { value: role } = visible;
  if (role !== undefined) {
    const rights = await ifVisible(() => realm.administration.ofRole(role.id));
    return rights === undefined || rights.value.length === 0
      ? []
      : [referenceMistake(pointer, 'grantsAdministration', roleGrantsAdministration(roleRef))];
  }
  return [referenceMistake(pointer, 'missing', noSuchRole(roleRef), await suggest(name, existingNames))];
}

/**
 * Lists the mistakes in references to roles; a missing client is one mistake. `pending` are realm roles about to be
 * created.
 */
export async function roleMistakes(
  realm: KeycloakRealm,
  roles: readonly RoleRef[],
  pending: readonly string[],
): Promise<Mistake[]> {
  const byClient = Map.groupBy(roles, ({ clientId }) => clientId);
  const ofClients = [...byClient].map(async ([clientId, roleRefs]): Promise<Mistake[]> => {
    let existingNames = () => realm.lookups.realmRoles();
    if (clientId !== undefined) {
      const pointer = (roleRefs[0]?.pointer ?? '').replace(/\/\d+$/, '');
      const { client, mistakes } = await clientMistakes(realm, clientId, pointer);
      if (client === undefined) return mistakes;
      existingNames = () => realm.lookups.clientRoles(client.id);
    }
    const unchecked = roleRefs.filter(({ name }) => clientId !== undefined || !pending.includes(name));
    return (await Promise.all(unchecked.map((roleRef) => mistakesOf(realm, roleRef, existingNames)))).flat();
  });
  return (await Promise.all(ofClients)).flat();
}
