import { createHttp } from '../http.ts';
import type { Person } from '../person.ts';
import { PAGE, type Contender, type Seen } from './contender.ts';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A SCIM user, as far as the benchmark looks. */
interface ScimUser {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  readonly name: { readonly familyName: string };
  readonly externalId?: string;
  readonly title?: string;
  readonly [ENTERPRISE]?: { readonly department?: string; readonly employeeNumber?: string };
}

/** A SCIM group, as far as the benchmark looks. */
interface ScimGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members?: readonly { readonly value: string }[];
}

/** An answer to a search. */
interface ListResponse {
  readonly totalResults: number;
  readonly Resources?: readonly ScimUser[];
}

const seen = (user: ScimUser): Seen => ({
  id: user.id,
  userName: user.userName,
  active: user.active,
  familyName: user.name.familyName,
  externalId: user.externalId,
  title: user.title,
  ...user[ENTERPRISE],
});

/** The SCIM resource of a person. */
export const scimUser = (person: Person, { withPhone }: { withPhone: boolean }) => ({
  schemas: [CORE, ENTERPRISE],
  userName: person.userName,
  externalId: person.externalId,
  name: { givenName: person.givenName, familyName: person.familyName },
  emails: [{ value: person.email, type: 'work', primary: true }],
  ...(withPhone ? { phoneNumbers: [{ value: person.phone, type: 'work' }] } : {}),
  title: person.title,
  active: true,
  [ENTERPRISE]: { department: person.department, employeeNumber: person.employeeNumber },
});

/** The operations over SCIM, one request each, the same for every SCIM server. */
export function createScimClient(
  base: string,
  token: () => Promise<string> | string,
  { withPhone }: { withPhone: boolean },
): Omit<Contender, 'name' | 'mayLack' | 'stored' | 'complaints' | 'close'> {
  const http = createHttp({ base, token, type: 'application/scim+json' });

  async function find(filter: string): Promise<Seen[]> {
    const { body } = await http('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    return ((body as ListResponse).Resources ?? []).map(seen);
  }

  async function patchGroup(id: string, operation: Readonly<Record<string, unknown>>): Promise<void> {
    await http('PATCH', `/Groups/${id}`, { schemas: [PATCH], Operations: [operation] });
  }

  async function replace(id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const Operations = Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value }));
    await http('PATCH', `/Users/${id}`, { schemas: [PATCH], Operations });
  }

  return {
    create: async (person) =>
      ((await http('POST', '/Users', scimUser(person, { withPhone }))).body as ScimUser).id,
    get: async (id) => seen((await http('GET', `/Users/${id}`)).body as ScimUser),
    findByUserName: (userName) => find(`userName eq "${userName}"`),
    findByExternalId: (externalId) => find(`externalId eq "${externalId}"`),
    patch: (id, { familyName }) => replace(id, { 'name.familyName': familyName }),
    deactivate: (id) => replace(id, { active: false }),
    async list(first) {
      const answer = await http('GET', `/Users?startIndex=${first + 1}&count=${PAGE}`);
      const { totalResults, Resources = [] } = answer.body as ListResponse;
      return { total: totalResults, users: Resources.map(seen) };
    },
    async remove(id) {
      await http('DELETE', `/Users/${id}`);
    },
    createGroup: async (displayName) =>
      ((await http('POST', '/Groups', { schemas: [GROUP], displayName })).body as ScimGroup).id,
    async getGroup(groupId) {
      const { body } = await http('GET', `/Groups/${groupId}?attributes=displayName,members`);
      const { id, displayName, members = [] } = body as ScimGroup;
      return { id, displayName, members: members.map(({ value }) => value).sort() };
    },
    async findGroup(displayName) {
      const filter = encodeURIComponent(`displayName eq "${displayName}"`);
      const { body } = await http('GET', `/Groups?filter=${filter}&excludedAttributes=members`);
      return ((body as { Resources?: readonly ScimGroup[] }).Resources ?? []).map(({ id }) => id);
    },
    addMember: (groupId, value) => patchGroup(groupId, { op: 'add', path: 'members', value: [{ value }] }),
    removeMember: (groupId, value) =>
      patchGroup(groupId, { op: 'remove', path: `members[value eq "${value}"]` }),
    addMembers: (groupId, userIds) =>
      patchGroup(groupId, { op: 'add', path: 'members', value: userIds.map((value) => ({ value })) }),
    async removeGroup(id) {
      await http('DELETE', `/Groups/${id}`);
    },
  };
}
