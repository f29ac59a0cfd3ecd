import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

let realm: BareRealm;
let member: string;
let organization: string;

const members = async (window: string): Promise<string[]> => {
  const { body } = await realm.admin('GET', `/organizations/${organization}/members?${window}`);
  return (body as { username: string }[]).map(({ username }) => username);
};

beforeAll(async () => {
  realm = await createBareRealm();
  member = await realm.createUser({ username: 'ann' });
});

afterAll(async () => {
  await realm.remove();
});

describe('organizations', () => {
  it('are answered 404 as long as the realm has them switched off', async () => {
    expect(await realm.admin('GET', '/organizations')).toMatchObject({
      status: 404,
      body: { errorMessage: 'Organizations not enabled for this realm.' },
    });
  });

  it('list their members in windows', async () => {
    expect((await realm.admin('PUT', '', { organizationsEnabled: true })).status).toBe(204);
    const domains = [{ name: 'acme.test', verified: true }];
    const created = await realm.admin('POST', '/organizations', { name: 'Acme', alias: 'acme', domains });
    organization = created.location?.split('/').pop() ?? '';
    for (const id of [member, await realm.createUser({ username: 'ben' })]) {
      expect((await realm.admin('POST', `/organizations/${organization}/members`, id)).status).toBe(201);
    }
    const { body } = await realm.admin('GET', '/organizations?first=0&max=10');
    expect(body).toMatchObject([{ id: organization, alias: 'acme' }]);
    expect(await members('first=0&max=1')).toEqual(['ann']);
    expect(await members('first=1&max=1')).toEqual(['ben']);
    expect(await members('first=2&max=1')).toEqual([]);
  });

  it('keep a member whose account is replaced', async () => {
    const replacement = { username: 'ann', firstName: 'Ann', attributes: { 'scim.source': ['scim'] } };
    expect((await realm.admin('PUT', `/users/${member}`, replacement)).status).toBe(204);
    expect(await members('first=0&max=10')).toEqual(['ann', 'ben']);
  });

  it('take the roles to view organizations and users', async () => {
    const viewer = await realm.serviceAccount('viewer', ['view-realm', 'view-users']);
    expect((await realm.admin('GET', '/organizations', undefined, viewer)).status).toBe(403);
  });
});
