import { didYouMean } from '../../../documents/suggest.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakClient, KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { MistakeCode } from '../../../documents/codes.ts';
import type { Mistake } from '../../../documents/mistake.ts';
import { ATTRIBUTE } from '../config.ts';
import { roleInWords, type NamedRole } from './roleRef.ts';

/** A name in the rules that leads nowhere, or to something that no rule may give. */
export function broken(pointer: string, code: MistakeCode, sentence: string, hint?: string): Mistake {
  return { file: ATTRIBUTE.config, pointer, code, sentence, hint };
}

/** What whoever checks may see; `undefined` where Keycloak does not show it. */
export async function seen<T>(work: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof KeycloakError && error.failure === 'refused' && error.status !== 401) {
      return undefined;
    }
    throw error;
  }
}

/** What may have been meant, as far as whoever checks may see what there is. */
export async function near(
  name: string,
  names: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  return didYouMean(name, (await seen(names))?.value ?? []);
}

/** Whether a client is there, and a mistake where it is not. */
export async function clientMistakes(
  realm: KeycloakRealm,
  clientId: string,
  pointer: string,
): Promise<{ found?: KeycloakClient; mistakes: Mistake[] }> {
  const there = await seen(() => realm.client(clientId));
  if (there === undefined) return { mistakes: [] };
  if (there.value !== undefined) return { found: there.value, mistakes: [] };
  const hint = await near(clientId, () => realm.names.clients());
  return { mistakes: [broken(pointer, 'missing', `There is no client "${clientId}".`, hint)] };
}

/** What is said of a role or a group that no rule may give. */
export const GIVES_ADMINISTRATION = 'grants realm administration, which SCIM does not give.';

async function mistakesOf(
  realm: KeycloakRealm,
  named: NamedRole,
  namesThere: () => Promise<readonly string[]>,
): Promise<Mistake[]> {
  const { pointer, name, clientId } = named;
  const there = await seen(() => realm.roles.find(name, clientId));
  if (there === undefined) return [];
  const { value: role } = there;
  if (role !== undefined) {
    const rights = await seen(() => realm.administration.ofRole(role.id));
    return rights === undefined || rights.value.length === 0
      ? []
      : [broken(pointer, 'grantsAdministration', `The ${roleInWords(named)} ${GIVES_ADMINISTRATION}`)];
  }
  return [broken(pointer, 'missing', `There is no ${roleInWords(named)}.`, await near(name, namesThere))];
}

/** The mistakes in the roles that a rule names; a client that is missing is told once. */
export async function roleMistakes(
  realm: KeycloakRealm,
  roles: readonly NamedRole[],
  made: readonly string[],
): Promise<Mistake[]> {
  const byClient = Map.groupBy(roles, ({ clientId }) => clientId);
  const found = [...byClient].map(async ([clientId, named]): Promise<Mistake[]> => {
    let namesThere = () => realm.names.realmRoles();
    if (clientId !== undefined) {
      const pointer = (named[0]?.pointer ?? '').replace(/\/\d+$/, '');
      const { found: client, mistakes } = await clientMistakes(realm, clientId, pointer);
      if (client === undefined) return mistakes;
      namesThere = () => realm.names.clientRoles(client.id);
    }
    const wanted = named.filter(({ name }) => clientId !== undefined || !made.includes(name));
    return (await Promise.all(wanted.map((role) => mistakesOf(realm, role, namesThere)))).flat();
  });
  return (await Promise.all(found)).flat();
}
