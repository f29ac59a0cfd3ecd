import { ensurePart } from '../../support/keycloak/ensurePart.ts';
import { createHttp } from '../http.ts';
import type { Person } from '../person.ts';
import { makeAccount, openRealm } from './account.ts';
import { MEMBERS, PAGE, type Contender, type Ground, type Seen } from './contender.ts';

/** A user of Admin REST, as far as the benchmark looks. */
interface User {
  readonly id: string;
  readonly username: string;
  readonly enabled: boolean;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

const seen = ({ id, username, enabled, attributes = {} }: User): Seen => ({
  id,
  userName: username,
  active: enabled,
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
    // `attributes` replaces them all and clears names and e-mail that are not sent along: read, change, write.
    async patch(id, { title, department }) {
      const user = (await http('GET', `/users/${id}`)).body as User;
      const attributes = { ...user.attributes, title: [title], department: [department] };
      await http('PUT', `/users/${id}`, { ...user, attributes });
    },
    // Without `attributes` a PUT changes what it names; disabling alone ends no session.
    async deactivate(id) {
      await http('PUT', `/users/${id}`, { enabled: false });
      await http('POST', `/users/${id}/logout`);
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
    async createGroup(displayName) {
      const { location } = await http('POST', '/groups', { name: displayName });
      return location?.split('/').at(-1) ?? '';
    },
    async getGroup(id) {
      const query = `first=0&max=${2 * MEMBERS}&briefRepresentation=true`;
      const [{ body: group }, { body: members }] = await Promise.all([
        http('GET', `/groups/${id}`),
        http('GET', `/groups/${id}/members?${query}`),
      ]);
      const { name } = group as { name: string };
      return { id, displayName: name, members: (members as User[]).map((user) => user.id).sort() };
    },
    async addMember(groupId, userId) {
      await http('PUT', `/users/${userId}/groups/${groupId}`, {});
    },
    async removeMember(groupId, userId) {
      await http('DELETE', `/users/${userId}/groups/${groupId}`);
    },
    async removeGroup(id) {
      await http('DELETE', `/groups/${id}`);
    },
  };
}
