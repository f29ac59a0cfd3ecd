import type { KeycloakGroup } from '../../../../../bridge/keycloak/port/groups.ts';
import type { MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { group } from '../../../../support/scim/messages.ts';
import { BASE, error } from '../answers.ts';

/** An id that no user has. */
export const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

export const TAKEN = error(409, 'uniqueness', 'Another group of the realm already has this displayName.');
export const GRANTING = error(
  403,
  undefined,
  'This group grants administration of the realm; SCIM changes neither it nor its members.',
);

/** Members as a client sends them. */
export const elements = (ids: readonly string[]) => ids.map((value) => ({ value }));

/** A member as a client sees one that does not ask for names. */
export const member = (id: string) => ({ value: id, $ref: `${BASE}/Users/${id}`, type: 'User' });

/** The groups of the SCIM that a test has at the moment, as a client and as Keycloak have them. */
export function scimGroups(scim: () => MemoryScim) {
  /** Creates the users ann, bob and carol in Keycloak and returns their ids. */
  async function createUsers(): Promise<[ann: string, bob: string, carol: string]> {
    const create = (username: string): Promise<string> =>
      scim().realm.users.create({ username, enabled: true, attributes: {} });
    return [await create('ann'), await create('bob'), await create('carol')];
  }

  /** Creates a group with these members and returns its id. */
  async function create(displayName: string, ...members: string[]): Promise<string> {
    const body = group(displayName, members.length === 0 ? {} : { members: elements(members) });
    const answer = await scim().send('POST', '/Groups', body);
    expect(answer.status).toBe(201);
    return String(answer.body.id);
  }

  const stored = (id: string): Promise<KeycloakGroup | undefined> => scim().realm.groups.get(id);

  /** The user names of the members that Keycloak has, in its order. */
  async function memberNames(id: string): Promise<string[]> {
    const members = await scim().realm.groups.members(id, { first: 0, max: 100, brief: true });
    return members.map(({ username }) => username);
  }

  /** Gives a group a right over the realm. */
  async function makeGranting(id: string): Promise<void> {
    const { roles } = scim().realm;
    const role = await roles.find('manage-users', 'realm-management');
    await roles.give({ group: id }, role === undefined ? [] : [role]);
  }

  return { createUsers, create, stored, memberNames, makeGranting };
}
