import { ensurePart } from '../../support/keycloak/ensurePart.ts';
import { createHttp } from '../http.ts';
import type { Person } from '../person.ts';
import { makeAccount, openRealm } from './account.ts';
import { inParallel } from '../inParallel.ts';
import { PAGE, SEEDED_GROUPS, type Contender, type Ground, type Seen } from './contender.ts';

/** A user of Admin REST, as far as the benchmark looks. */
interface User {
  readonly id: string;
  readonly username: string;
  readonly lastName: string;
  readonly enabled: boolean;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

/** Joins under way at once for one list of members. */
const JOINS_AT_ONCE = 8;

const seen = ({ id, username, lastName, enabled, attributes = {} }: User): Seen => ({
  id,
  userName: username,
  active: enabled,
  familyName: lastName,
  externalId: attributes.externalId?.[0],
  title: attributes.title?.[0],
  department: attributes.department?.[0],
  employeeNumber: attributes.employeeNumber?.[0],
});

/** A person as Admin REST represents one. */
export const representation = (person: Person) => ({
  username: person.userName,
  email: person.email,
  firstName: person.givenName,
  lastName: person.familyName,
  enabled: true,
  attributes: {
    externalId: [person.externalId],
    title: [person.title],
    department: [person.department],
    employeeNumber: [person.employeeNumber],
    phoneNumber: [person.phone],
  },
});

/** Raw Admin REST: the fewest calls that a careful programmer can make by hand for the same effect. */
export async function enterAdminRest(ground: Ground): Promise<Contender> {
  const setup = await openRealm(ground);
  await ensurePart(setup.parts.usernameEditing, { editUsernameAllowed: true });
  await ensurePart(setup.parts.userProfile, { restrictsUsername: true });
  const { token } = await makeAccount(ground, setup);
  const http = createHttp({ base: `${ground.keycloak.url}/admin/realms/${ground.realm}`, token });

  async function find(query: Readonly<Record<string, string>>): Promise<Seen[]> {
    const { body } = await http('GET', `/users?${new URLSearchParams(query).toString()}`);
    return (body as User[]).map(seen);
  }

  async function findGroup(displayName: string): Promise<string[]> {
    const query = new URLSearchParams({ search: displayName, exact: 'true', briefRepresentation: 'true' });
    const { body } = await http('GET', `/groups?${query.toString()}`);
    return (body as { id: string }[]).map(({ id }) => id);
  }

  return {
    name: 'raw',
    mayLack: [],
    stored: representation,
    async create(person) {
      const { location } = await http('POST', '/users', representation(person));
      return location?.split('/').at(-1) ?? '';
    },
    get: async (id) => seen((await http('GET', `/users/${id}`)).body as User),
    findByUserName: (username) => find({ username, exact: 'true', briefRepresentation: 'false' }),
    findByExternalId: (externalId) =>
      find({ q: `externalId:"${externalId}"`, exact: 'true', briefRepresentation: 'false' }),
    // A PUT with a part of the attributes clears the others: read, change, write.
    async patch(id, { familyName }) {
      const user = (await http('GET', `/users/${id}`)).body as User;
      await http('PUT', `/users/${id}`, { ...user, lastName: familyName });
    },
    // Disabling alone ends no session, and a logout ends no offline token: those are with the consents.
    async deactivate(id) {
      const user = (await http('GET', `/users/${id}`)).body as User;
      await http('PUT', `/users/${id}`, { ...user, enabled: false });
      await http('POST', `/users/${id}/logout`);
      const consents = (await http('GET', `/users/${id}/consents`)).body as { clientId: string }[];
      for (const { clientId } of consents) await http('DELETE', `/users/${id}/consents/${clientId}`);
    },
    async list(first) {
      const [users, { body: total }] = await Promise.all([
        find({ first: String(first), max: String(PAGE), briefRepresentation: 'false' }),
        http('GET', '/users/count'),
      ]);
      return { total: total as number, users };
    },
    async remove(id) {
      await http('DELETE', `/users/${id}`);
    },
    // Keycloak takes a name that another group has in another case, or a group below another one.
    async createGroup(displayName) {
      if ((await findGroup(displayName)).length > 0) throw new Error(`There is a group "${displayName}".`);
      const { location } = await http('POST', '/groups', { name: displayName });
      return location?.split('/').at(-1) ?? '';
    },
    async getGroup(id) {
      const query = `first=0&max=${2 * SEEDED_GROUPS.middle.members}&briefRepresentation=true`;
      const [{ body: group }, { body: members }] = await Promise.all([
        http('GET', `/groups/${id}`),
        http('GET', `/groups/${id}/members?${query}`),
      ]);
      const { name } = group as { name: string };
      return { id, displayName: name, members: (members as User[]).map((user) => user.id).sort() };
    },
    findGroup,
    async addMember(groupId, userId) {
      await http('PUT', `/users/${userId}/groups/${groupId}`, {});
    },
    async removeMember(groupId, userId) {
      await http('DELETE', `/users/${userId}/groups/${groupId}`);
    },
    addMembers: (groupId, userIds) =>
      inParallel(userIds.length, JOINS_AT_ONCE, new AbortController().signal, async (index) => {
        await http('PUT', `/users/${userIds[index] ?? ''}/groups/${groupId}`, {});
      }),
    async removeGroup(id) {
      await http('DELETE', `/groups/${id}`);
    },
  };
}
