import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { filtered, filteredGroups } from '../../support/scim/messages.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(() => bridge.close());

/** A realm that hides whom clients delete. */
async function hidingRealm(): Promise<TestRealm> {
  const realm = await bridge.realm();
  await configure(realm, { offboarding: { delete: 'hide' } });
  return realm;
}

async function configure(realm: TestRealm, sections: Record<string, unknown>): Promise<void> {
  const body = { enabled: true, profile: 'generic', config: { version: 1, ...sections } };
  const put = await adminApi(bridge, realm.name)('PUT', '/config', body, { 'If-Match': '*' });
  expect(put.status).toBe(200);
}

const person = (name: string) => ({
  userName: name,
  externalId: `ext-${name}`,
  emails: [{ value: `${name}@example.com`, primary: true }],
});

async function create(realm: TestRealm, name: string): Promise<string> {
  const made = await realm.scim('POST', '/Users', person(name));
  expect(made.status).toBe(201);
  return String(made.body.id);
}

const inKeycloak = (realm: TestRealm, id: string) => bridge.admin.users.findOne({ realm: realm.name, id });

describe('DELETE with soft delete', () => {
  it('keeps the user in Keycloak, disabled and with all data, and hides it from SCIM', async () => {
    const realm = await hidingRealm();
    const id = await create(realm, 'gone');
    const before = await inKeycloak(realm, id);
    const group = await realm.scim('POST', '/Groups', { displayName: 'Team', members: [{ value: id }] });
    expect((await realm.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    const { attributes, enabled, ...kept } = (await inKeycloak(realm, id)) ?? {};
    expect(enabled).toBe(false);
    expect(attributes).toEqual({ ...before?.attributes, 'scim.hidden': ['true'] });
    expect(kept).toMatchObject({ username: 'gone', email: 'gone@example.com' });
    for (const [method, path] of [
      ['GET', `/Users/${id}`],
      ['PATCH', `/Users/${id}`],
      ['PUT', `/Users/${id}`],
      ['DELETE', `/Users/${id}`],
    ] as const) {
      const body = {
        PATCH: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: 'active', value: true }],
        },
        PUT: person('gone'),
      }[method as string];
      expect((await realm.scim(method, path, body)).status).toBe(404);
    }
    for (const filter of [
      'userName eq "gone"',
      'externalId eq "ext-gone"',
      'emails.value eq "gone@example.com"',
      `id eq "${id}"`,
      'active eq false',
    ]) {
      expect((await realm.scim('GET', filtered(filter))).body.totalResults).toBe(0);
    }
    const members = await realm.scim('GET', `/Groups/${String(group.body.id)}`);
    expect(members.body.members).toBeUndefined();
    const ofMember = await realm.scim('GET', filteredGroups(`members.value eq "${id}"`));
    expect(ofMember.body.totalResults).toBe(0);
  });

  it('is undone by a POST with the same userName: same id, no groups, attributes as sent', async () => {
    const realm = await hidingRealm();
    const id = await create(realm, 'Back.Again');
    await realm.scim('POST', '/Groups', { displayName: 'Old team', members: [{ value: id }] });
    await realm.scim('DELETE', `/Users/${id}`);
    const again = await realm.scim('POST', '/Users', {
      userName: 'back.again',
      title: 'New here',
      emails: [{ value: 'other@example.com', primary: true }],
    });
    expect(again.status).toBe(201);
    expect(again.headers.get('location')).toBe(again.body.meta.location);
    expect(again.body).toMatchObject({ id, userName: 'back.again', active: true, title: 'New here' });
    expect(again.body.externalId).toBeUndefined();
    expect((await realm.scim('GET', `/Users/${id}?attributes=groups`)).body.groups).toBeUndefined();
    expect(await inKeycloak(realm, id)).toMatchObject({ enabled: true, email: 'other@example.com' });
    expect((await realm.scim('POST', '/Users', person('back.again'))).status).toBe(409);
  });

  it('is undone by one of ten POSTs at once; the others are answered that the name is taken', async () => {
    const realm = await hidingRealm();
    const id = await create(realm, 'raced');
    await realm.scim('DELETE', `/Users/${id}`);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => realm.scim('POST', '/Users', person('raced'))),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
  });

  it('can be repeated if Keycloak failed before the sessions were ended', async () => {
    const realm = await hidingRealm();
    const id = await create(realm, 'half-gone');
    bridge.proxy.intercept(({ url = '' }, response) => {
      if (!url.endsWith('/logout')) return false;
      response.writeHead(500).end();
      return true;
    });
    expect((await realm.scim('DELETE', `/Users/${id}`)).status).toBe(502);
    bridge.proxy.intercept(undefined);
    expect(await inKeycloak(realm, id)).toMatchObject({ enabled: false });
    bridge.proxy.reset();
    expect((await realm.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    const users = `/admin/realms/${realm.name}/users/{id}`;
    expect(bridge.proxy.calls()).toContain(`POST ${users}/logout`);
    expect((await realm.scim('GET', `/Users/${id}`)).status).toBe(404);
  });

  it('frees the e-mail address for another user', async () => {
    const realm = await hidingRealm();
    const id = await create(realm, 'first-owner');
    await realm.scim('DELETE', `/Users/${id}`);
    await create(realm, 'somebody');
    const refused = await realm.scim('POST', '/Users', {
      userName: 'somebody',
      emails: [{ value: 'first-owner@example.com', primary: true }],
    });
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('userName')]);
    expect((await inKeycloak(realm, id))?.email).toBe('first-owner@example.com');
    const heir = await realm.scim('POST', '/Users', {
      userName: 'heir',
      emails: [{ value: 'first-owner@example.com', primary: true }],
    });
    expect(heir.status).toBe(201);
    const former = await inKeycloak(realm, id);
    expect(former?.email).toBeUndefined();
    expect(former?.attributes).toMatchObject({ 'scim.formerEmail': ['first-owner@example.com'] });
  });

  it('is undone for good, even if the e-mail address goes to somebody else at once', async () => {
    const realm = await hidingRealm();
    for (let i = 0; i < 10; i += 1) {
      const id = await create(realm, `raced-${i}`);
      await realm.scim('DELETE', `/Users/${id}`);
      const heir = { userName: `heir-${i}`, emails: [{ value: `raced-${i}@example.com`, primary: true }] };
      const [back] = await Promise.all([
        realm.scim('POST', '/Users', { userName: `raced-${i}`, title: 'Back' }),
        realm.scim('POST', '/Users', heir),
      ]);
      expect(back.status).toBe(201);
      expect(back.body.id).toBe(id);
      expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject({
        id,
        active: true,
        title: 'Back',
      });
    }
  });

  it('leaves hidden users out of pages and totals', async () => {
    const realm = await hidingRealm();
    const names = Array.from({ length: 12 }, (_, i) => `paged-${String(i).padStart(2, '0')}`);
    const ids: string[] = [];
    for (const name of names) ids.push(await create(realm, name));
    const hidden = [0, 1, 5, 11];
    for (const i of hidden) await realm.scim('DELETE', `/Users/${ids[i] ?? ''}`);
    const left = names.filter((_, i) => !hidden.includes(i));
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= left.length; startIndex += 3) {
      const page = await realm.scim('GET', `/Users?startIndex=${startIndex}&count=3`);
      expect(page.body.totalResults).toBe(left.length);
      seen.push(...(page.body.Resources as { userName: string }[]).map(({ userName }) => userName));
    }
    expect(seen).toEqual(left);
    const sorted = await realm.scim('GET', '/Users?sortBy=userName&sortOrder=descending&count=2');
    expect(sorted.body).toMatchObject({
      totalResults: left.length,
      Resources: [{ userName: 'paged-10' }, { userName: 'paged-09' }],
    });
  });

  it('keeps a hidden member in its group when the members are replaced', async () => {
    const realm = await hidingRealm();
    const [id, other] = [await create(realm, 'unseen'), await create(realm, 'seen')];
    const group = await realm.scim('POST', '/Groups', { displayName: 'Kept', members: [{ value: id }] });
    const groupId = String(group.body.id);
    await realm.scim('DELETE', `/Users/${id}`);
    await realm.scim('PUT', `/Groups/${groupId}`, { displayName: 'Kept', members: [{ value: other }] });
    const members = await bridge.admin.groups.listMembers({ realm: realm.name, id: groupId });
    expect(members.map(({ username }) => username)).toEqual(['seen', 'unseen']);
  });

  it('shows hidden users again, disabled, once the policy is switched off', async () => {
    const realm = await hidingRealm();
    const id = await create(realm, 'reappears');
    await realm.scim('DELETE', `/Users/${id}`);
    await configure(realm, {});
    expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject({ id, active: false });
    expect((await realm.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await inKeycloak(realm, id)).toBeNull();
  });
});
