import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, group, user } from '../../support/scim/messages.ts';

const URN = 'urn:acme:2.0:User';
const records = (values: readonly unknown[]): string[] =>
  values.map((value, index) => `${index}:${JSON.stringify(value)}`);
const nested = (levels: number): string => `{"a":`.repeat(levels) + '1' + '}'.repeat(levels);

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
});

afterAll(() => bridge.close());

/** Writes attributes of a user as an operator at the console would. */
async function damage(id: string, attributes: Record<string, string[]>): Promise<void> {
  const held = await bridge.admin.users.findOne({ realm: realm.name, id });
  await bridge.admin.users.update(
    { realm: realm.name, id },
    { ...held, attributes: { ...held?.attributes, ...attributes } },
  );
}

describe('an impossible creation time in Keycloak', () => {
  it.each([
    ['nanoseconds', 1_780_000_000_000_000_000],
    ['1e18', 1e18],
    ['microseconds', 1_780_000_000_000_000],
    ['negative', -1],
    ['zero', 0],
  ])('is left out of the user, alone and in lists: %s', async (name, createdTimestamp) => {
    const username = `born-in-${name}`;
    const { id } = await bridge.admin.users.create({
      realm: realm.name,
      username,
      createdTimestamp,
      enabled: true,
    });
    const one = await realm.scim('GET', `/Users/${id}`);
    expect(one.status).toBe(200);
    expect(one.body.meta).not.toHaveProperty('created');
    expect(one.body.meta).not.toHaveProperty('lastModified');
    const all = await realm.scim('GET', '/Users?sortBy=meta.created&count=100');
    expect(all.status).toBe(200);
    expect(all.body.Resources).toContainEqual(expect.objectContaining({ id }));
    const found = await realm.scim('GET', filtered('meta.created gt "2020-01-01T00:00:00Z"'));
    expect(found.status).toBe(200);
    const put = await realm.scim('PUT', `/Users/${id}`, { ...one.body, title: 'Doctor' });
    expect([put.status, put.body.title]).toEqual([200, 'Doctor']);
  });
});

describe('attributes that were damaged in the console', () => {
  it('are left out of a user, who can be sent back as shown', async () => {
    const made = await realm.scim('POST', '/Users', {
      ...user('damaged', { externalId: 'ext', title: 'Nurse', emails: [{ value: 'damaged@example.test' }] }),
      [URN]: { floor: 3 },
    });
    const id = String(made.body.id);
    await damage(id, {
      'scim.lastModified': ['not a date'],
      'scim.emails': records([
        null,
        'text',
        5,
        [1, 2],
        { value: 7 },
        { value: 'damaged@example.test', type: 'home' },
      ]),
      'scim.phoneNumbers': records([
        { value: true },
        { value: '1', primary: true },
        { value: '2', primary: true },
      ]),
      'scim.addresses': ['0:{"street', 'no record', '7:null'],
      'scim.x509Certificates': records([{ value: 'not base64!' }]),
      'scim.exact': records([null, { p: 'title', k: 5, v: 'x' }, { p: 'title', k: 'Nurse', v: null }]),
      'scim.extensions': [`0:{"urn":"${URN}","value":${nested(200)}}`, '1:{"urn":5,"value":{}}', '2:[]'],
    });

    const shown = await realm.scim('GET', `/Users/${id}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({
      title: 'Nurse',
      emails: [{ value: 'damaged@example.test', type: 'home' }],
      phoneNumbers: [{ value: '1', primary: true }, { value: '2' }],
    });
    expect(shown.body.meta.lastModified).toBe(shown.body.meta.created);
    for (const name of [URN, 'addresses', 'x509Certificates']) expect(shown.body).not.toHaveProperty([name]);

    const listed = await realm.scim('GET', filtered('userName eq "damaged"'));
    expect(listed.body.Resources).toEqual([shown.body]);
    const put = await realm.scim('PUT', `/Users/${id}`, shown.body);
    expect(put.status).toBe(200);
    expect({ ...put.body, meta: undefined }).toEqual({ ...shown.body, meta: undefined });
  });

  it('are left out of a group', async () => {
    const made = await realm.scim('POST', '/Groups', { ...group('Damaged'), externalId: 'ext' });
    const id = String(made.body.id);
    const held = await bridge.admin.groups.findOne({ realm: realm.name, id });
    await bridge.admin.groups.update(
      { realm: realm.name, id },
      {
        ...held,
        attributes: {
          ...held?.attributes,
          'scim.created': ['yesterday'],
          'scim.lastModified': ['2026-02-30T00:00:00Z'],
          'scim.exact': records([7, { p: 'displayName', k: 'other', v: 'x' }]),
          'scim.extensions': ['0:null', `1:{"urn":"urn:acme:Group","value":${nested(12)}}`],
        },
      },
    );

    const shown = await realm.scim('GET', `/Groups/${id}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({ displayName: 'Damaged', externalId: 'ext' });
    expect(shown.body).not.toHaveProperty(['urn:acme:Group']);
    expect(shown.body.meta).not.toHaveProperty('created');
    expect(shown.body.meta).not.toHaveProperty('lastModified');
    const listed = await realm.scim('GET', '/Groups');
    expect([listed.status, listed.body.totalResults]).toEqual([200, 1]);
    expect((await realm.scim('PUT', `/Groups/${id}`, shown.body)).status).toBe(200);
  });
});
