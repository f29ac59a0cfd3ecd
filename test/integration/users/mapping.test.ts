/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MappingDocument } from '../../../mappers/document/types.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { userAttributeMapper } from '../../support/keycloak/mappers.ts';
import { ENTERPRISE_URN, filtered, patch, user, USER_URN } from '../../support/scim/messages.ts';

const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';

/** Milliseconds after which this bridge reads a realm's configuration again; it answers with the old one meanwhile. */
const REFRESH_AFTER = 400;

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: String(REFRESH_AFTER) });
});

afterAll(async () => {
  await bridge.close();
});

const MAPPING: MappingDocument = {
  user: [
    { scim: 'phoneNumbers[type eq "mobile"].value', keycloak: 'attributes.mobile', aliases: ['mobile'] },
    { scim: 'addresses[type eq "work"].locality', keycloak: 'attributes.city' },
    {
      scim: 'userType',
      keycloak: 'attributes.kind',
      transforms: [{ table: { E: 'Employee', C: 'Contractor' } }],
    },
    { scim: 'displayName', required: true, mirror: ['fullName'] },
    { scim: 'nickName', keycloak: null },
    { scim: 'title', returned: 'request' },
    { scim: 'preferredLanguage', keycloak: 'attributes.language', transforms: ['trim', { case: 'lower' }] },
    { scim: `${ACME}:teams`, keycloak: 'attributes.teams', multiValued: true },
    { scim: `${ACME}:badge`, keycloak: 'attributes.badge', lookup: true },
    { scim: `${ACME}:level`, keycloak: 'attributes.level', type: 'integer' },
    { scim: `${ACME}:verified`, keycloak: 'emailVerified', type: 'boolean' },
    { scim: `${ACME}:pin`, keycloak: 'attributes.pin', direction: 'toKeycloak' },
    { scim: `${ACME}:origin`, keycloak: 'attributes.origin', direction: 'toScim' },
    {
      scim: `${ACME}:source`,
      keycloak: 'attributes.source',
      direction: 'toKeycloak',
      transforms: [{ constant: 'scim' }],
    },
  ],
};

describe('a realm with a mapping document', () => {
  let realm: TestRealm;
  let id: string;

  const held = async () => bridge.admin.users.findOne({ realm: realm.name, id });
  const read = async () => (await realm.scim('GET', `/Users/${id}`)).body as Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- looked into freely

  beforeAll(async () => {
    realm = await bridge.realm({ mapping: MAPPING });
    const made = await realm.scim('POST', '/Users', {
      ...user('map.one'),
      displayName: 'Map ONE',
      nickName: 'One',
      title: 'Chief',
      userType: 'C',
      preferredLanguage: ' DE-at ',
      mobile: '+43 1',
      phoneNumbers: [{ type: 'work', value: '+43 2', primary: true }],
      addresses: [{ type: 'work', locality: 'Wien', country: 'AT' }],
      [ACME]: { teams: ['b', 'a', 'b'], badge: 'B-7', level: 3, verified: true, pin: '1234', origin: 'x' },
    });
    id = made.body.id;
  });

  it('stores values where the rows say', async () => {
    expect(await held()).toMatchObject({
      username: 'map.one',
      emailVerified: true,
      attributes: {
        mobile: ['+43 1'],
        city: ['Wien'],
        kind: ['Contractor'],
        displayName: ['Map ONE'],
        fullName: ['Map ONE'],
        language: ['de-at'],
        badge: ['B-7'],
        level: ['3'],
        pin: ['1234'],
        source: ['scim'],
      },
    });
    const { attributes = {} } = (await held()) as { attributes?: Record<string, string[]> };
    expect([...(attributes.teams ?? [])].sort()).toEqual(['a', 'b']);
    expect(attributes).not.toHaveProperty('origin');
    expect(attributes).not.toHaveProperty('nickName');
  });

  it('returns what was sent, except write-only attributes', async () => {
    const body = await read();
    expect(body).toMatchObject({
      userType: 'C',
      preferredLanguage: 'de-at',
      phoneNumbers: [
        { type: 'work', value: '+43 2', primary: true },
        { type: 'mobile', value: '+43 1' },
      ],
      addresses: [{ type: 'work', locality: 'Wien', country: 'AT' }],
      [ACME]: { teams: ['b', 'a', 'b'], badge: 'B-7', level: 3, verified: true },
    });
    expect(body.schemas).toContain(ACME);
    expect(body).not.toHaveProperty('title');
    expect(body).not.toHaveProperty('nickName');
    expect(body[ACME]).not.toHaveProperty('pin');
    expect((await realm.scim('GET', `/Users/${id}?attributes=title`)).body.title).toBe('Chief');
  });

  it.each([
    [`${ACME}:badge eq "b-7"`, 1],
    [`${ACME}:level eq 3`, 1],
    [`${ACME}:teams eq "a"`, 1],
    ['userType eq "c"', 1],
    ['userType eq "Contractor"', 0],
    ['preferredLanguage eq "DE-AT"', 1],
    ['phoneNumbers[type eq "mobile" and value eq "+43 1"]', 1],
    ['addresses.locality eq "wien"', 1],
  ])('finds users by %s', async (filter, total) => {
    expect((await realm.scim('GET', filtered(filter))).body.totalResults).toBe(total);
  });

  it('describes its schemas truthfully', async () => {
    const core = (await realm.scim('GET', `/Schemas/${USER_URN}`)).body.attributes as { name: string }[];
    const named = (name: string) => core.find((attribute) => attribute.name === name);
    expect(named('nickName')).toBeUndefined();
    expect(named('displayName')).toMatchObject({ required: true });
    expect(named('title')).toMatchObject({ returned: 'request' });
    const own = (await realm.scim('GET', `/Schemas/${ACME}`)).body.attributes;
    expect(own).toMatchObject([
      { name: 'teams', type: 'string', multiValued: true },
      { name: 'badge', type: 'string', multiValued: false },
      { name: 'level', type: 'integer' },
      { name: 'verified', type: 'boolean' },
      { name: 'pin', mutability: 'writeOnly', returned: 'never' },
      { name: 'origin', mutability: 'readOnly' },
      { name: 'source', mutability: 'writeOnly', returned: 'never' },
    ]);
    const types = (await realm.scim('GET', '/ResourceTypes/User')).body;
    expect(types.schemaExtensions).toContainEqual({ schema: ACME, required: false });
  });

  it('refuses a user without the attributes that its rows require', async () => {
    const { status, body } = await realm.scim('POST', '/Users', user('map.two'));
    expect([status, body.scimType, body.detail]).toEqual([
      400,
      'invalidValue',
      '"displayName" is required and must not be empty.',
    ]);
  });

  it('shows a change in the console at once, and keeps write-only values', async () => {
    const before = (await held()) as { attributes: Record<string, string[]> };
    const changed = { ...before.attributes, mobile: ['+43 9'], origin: ['HR'], kind: ['Employee'] };
    Reflect.deleteProperty(changed, 'city');
    await bridge.admin.users.update({ realm: realm.name, id }, { ...before, attributes: changed });
    expect(await read()).toMatchObject({
      userType: 'E',
      phoneNumbers: [{ type: 'work' }, { type: 'mobile', value: '+43 9' }],
      addresses: [{ type: 'work', country: 'AT' }],
      [ACME]: { origin: 'HR' },
    });
    expect((await read()).addresses[0]).not.toHaveProperty('locality');

    const answer = await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'remove', path: 'phoneNumbers' }));
    expect(answer.status).toBe(200);
    const { attributes } = (await held()) as { attributes: Record<string, string[]> };
    expect(attributes).toMatchObject({ pin: ['1234'], origin: ['HR'], source: ['scim'] });
    expect(attributes).not.toHaveProperty('mobile');
  });
});

describe('User Attribute mappers of the client scim-endpoint', () => {
  it('are in force within ten seconds after they were added, changed or removed', async () => {
    const usual = await startTestBridge();
    const realm = await usual.realm({ profile: 'azure' });
    const at = { realm: realm.name };
    const [client] = await usual.admin.clients.find({ ...at, clientId: 'scim-endpoint' });
    const idOfClient = String(client?.id);
    const URN = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';
    expect((await realm.scim('GET', `/Schemas/${URN}`)).status).toBe(404);

    const within = async (holds: () => Promise<boolean>): Promise<number> => {
      const start = Date.now();
      while (!(await holds())) {
        if (Date.now() - start > 10_000) throw new Error('not in force after ten seconds');
        await sleep(250);
      }
      return Date.now() - start;
    };
    const typed = { name: 'tag', attribute: 'extensionAttribute1', claim: `${URN}:tag`, type: 'String' };
    await usual.admin.clients.addProtocolMapper({ ...at, id: idOfClient }, userAttributeMapper(typed));
    await within(async () => (await realm.scim('GET', `/Schemas/${URN}`)).status === 200);
    const made = await realm.scim('POST', '/Users', { ...user('mapped'), [URN]: { tag: '7' } });
    expect(await usual.admin.users.findOne({ ...at, id: made.body.id })).toMatchObject({
      attributes: { extensionAttribute1: ['7'] },
    });

    const mappers = await usual.admin.clients.listProtocolMappers({ ...at, id: idOfClient });
    const mapper = mappers.find(({ name }) => name === 'tag');
    await usual.admin.clients.delProtocolMapper({ ...at, id: idOfClient, mapperId: String(mapper?.id) });
    await within(async () => (await realm.scim('GET', `/Schemas/${URN}`)).status === 404);
    await usual.close();
  }, 60_000);

  it('are logged once if they are wrong, and the realm is served', async () => {
    const realm = await bridge.realm({
      profile: 'azure',
      mappers: [
        userAttributeMapper({ name: 'status', attribute: 'isSoftDeleted', claim: 'active', type: 'boolean' }),
        userAttributeMapper({ name: 'odd', attribute: 'x', claim: 'userNme', type: 'String' }),
        userAttributeMapper({ name: 'bad', attribute: 'LDAP_ID', claim: 'title', type: 'String' }),
      ],
    });
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
    await sleep(3 * REFRESH_AFTER);
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
    const findings = bridge
      .logged()
      .filter(({ message, realm: of }) => message !== 'request' && of === realm.name)
      .map(({ finding }) => finding);
    expect(findings).toEqual([
      'mapper "bad": The user attribute "LDAP_ID" steers Keycloak itself and cannot be mapped. "title" is not stored there as well.',
      'mapper "odd": There is no SCIM attribute "userNme"; the mapper is passed over. Did you mean "userName"?',
      'mapper "status": "isSoftDeleted" says the opposite of "active"; it is understood so when a client sends it, and not stored.',
    ]);
  }, 60_000);
});

describe('an invalid mapping in scim.config', () => {
  const setConfig = async (realm: TestRealm, attributes: Record<string, string>): Promise<void> => {
    const at = { realm: realm.name };
    const [client] = await bridge.admin.clients.find({ ...at, clientId: 'scim-endpoint' });
    await bridge.admin.clients.update({ ...at, id: String(client?.id) }, { attributes });
  };

  it('leaves the last good one in force, logs all mistakes, and tokens are still read', async () => {
    const realm = await bridge.realm({
      mapping: { user: [{ scim: `${ACME}:badge`, keycloak: 'attributes.badge' }] },
    });
    expect((await realm.scim('GET', `/Schemas/${ACME}`)).status).toBe(200);
    const mapping = {
      user: [
        { scim: 'titel', keycloak: 'attributes.titel' },
        { scim: 'nickName', keycloak: 'attributes.LDAP_ID' },
      ],
    };
    await setConfig(realm, { 'scim.config': JSON.stringify({ version: 1, revision: 2, mapping }) });
    await sleep(3 * REFRESH_AFTER);
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
    await sleep(REFRESH_AFTER / 2);
    expect((await realm.scim('GET', `/Schemas/${ACME}`)).status).toBe(200);
    const problems = bridge.logged().filter(({ realm: of, problem }) => of === realm.name && problem);
    expect(problems.map(({ problem }) => problem)).toEqual([
      [
        'scim.config#/mapping/user/0/scim: There is no attribute "titel" of User. Did you mean "title"?',
        'scim.config#/mapping/user/1/keycloak: The user attribute "LDAP_ID" steers Keycloak itself and cannot be mapped.',
        'The mapping as it was before stays in force.',
      ].join('\n'),
    ]);

    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    const token = Object.keys(client?.attributes ?? {}).find((name) => name.startsWith('scim.token.')) ?? '';
    await setConfig(realm, { [token.replace('token', 'revoked')]: 'now' });
    await sleep(3 * REFRESH_AFTER);
    await realm.scim('GET', '/Users');
    await sleep(REFRESH_AFTER / 2);
    expect((await realm.scim('GET', '/Users')).status).toBe(401);
  }, 60_000);
});

describe('the behaviours and quirks of a realm', () => {
  it('replace those of its profile', async () => {
    const realm = await bridge.realm({
      mapping: {
        quirks: [],
        behaviours: { groups: 'default', userPatchAnswer: 'empty', password: 'ignore' },
      },
    });
    const made = await realm.scim('POST', '/Users', { ...user('behaved'), password: 'x' });
    const group = await realm.scim('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Behaved',
      members: [{ value: made.body.id }],
    });
    const read = await realm.scim('GET', `/Users/${String(made.body.id)}`);
    expect(read.body.groups).toMatchObject([{ value: group.body.id, display: 'Behaved' }]);
    const path = `/Users/${String(made.body.id)}`;
    const plain = await realm.scim('PATCH', path, patch({ op: 'replace', path: 'title', value: 'x' }));
    expect(plain.status).toBe(204);
    const capital = await realm.scim('PATCH', path, patch({ op: 'Replace', path: 'title', value: 'y' }));
    expect([capital.status, capital.body.scimType]).toEqual([400, 'invalidSyntax']);
    const credentials = await bridge.admin.users.getCredentials({ realm: realm.name, id: made.body.id });
    expect(credentials).toEqual([]);
    expect((await realm.scim('GET', '/ServiceProviderConfig')).body.changePassword.supported).toBe(false);
    expect(read.body).not.toHaveProperty(ENTERPRISE_URN);
  });
});

describe('a change of the mapping of a realm', () => {
  const at = async (realm: TestRealm): Promise<string> => {
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    return String(client?.id);
  };
  const inForce = async (realm: TestRealm, mapping: MappingDocument): Promise<void> => {
    const attributes = {
      'scim.config': JSON.stringify({ version: 1, mapping, indexed: ['emails', 'externalId'] }),
    };
    await bridge.admin.clients.update({ realm: realm.name, id: await at(realm) }, { attributes });
    await realm.scim('GET', '/Users?count=0');
    await sleep(3 * REFRESH_AFTER);
    await realm.scim('GET', '/Users?count=0');
    await sleep(REFRESH_AFTER / 2);
  };

  it('moves a value of an extension to its new row, and keeps the others', async () => {
    const realm = await bridge.realm();
    const extension = { tag: 'T', other: { deep: [1, 2] } };
    const { body } = await realm.scim('POST', '/Users', user('moves', { [ACME]: extension }));
    const path = `/Users/${String(body.id)}`;
    await inForce(realm, { user: [{ scim: `${ACME}:tag`, keycloak: 'attributes.tag' }] });
    expect((await realm.scim('GET', path)).body[ACME]).toEqual(extension);
    const changed = await realm.scim('PATCH', path, patch({ op: 'add', path: 'title', value: 'x' }));
    expect(changed.body[ACME]).toEqual(extension);
    const held = await bridge.admin.users.findOne({ realm: realm.name, id: body.id });
    expect(held).toMatchObject({ attributes: { tag: ['T'], title: ['x'] } });

    const more = patch(
      { op: 'add', path: `${ACME}:third`, value: 'three' },
      { op: 'remove', path: `${ACME}:other` },
      { op: 'replace', path: `${ACME}:TAG`, value: 'U' },
    );
    expect((await realm.scim('PATCH', path, more)).body[ACME]).toEqual({ tag: 'U', third: 'three' });
    expect((await realm.scim('GET', filtered(`${ACME}:third eq "THREE"`))).body.totalResults).toBe(1);
    const part = await realm.scim('GET', `${path}?attributes=${ACME}:third`);
    expect(part.body[ACME]).toEqual({ third: 'three' });
    const made = await realm.scim('POST', '/Users', user('new', { [ACME]: { tag: 'N', free: true } }));
    expect(made.body[ACME]).toEqual({ tag: 'N', free: true });
  }, 60_000);

  it('keeps a value of a list when its row is added and removed', async () => {
    const realm = await bridge.realm();
    const phoneNumbers = [{ type: 'mobile', value: ' +43 (1) ' }, { value: '2' }];
    const { body } = await realm.scim('POST', '/Users', user('stays', { phoneNumbers }));
    const path = `/Users/${String(body.id)}`;
    const mobile = { scim: 'phoneNumbers[type eq "mobile"].value', keycloak: 'attributes.mobile' };
    await inForce(realm, { user: [mobile] });
    expect((await realm.scim('GET', path)).body.phoneNumbers).toEqual(phoneNumbers);
    await realm.scim('PATCH', path, patch({ op: 'add', path: 'title', value: 'x' }));
    const held = await bridge.admin.users.findOne({ realm: realm.name, id: body.id });
    expect(held).toMatchObject({ attributes: { mobile: [' +43 (1) '] } });
    await inForce(realm, {});
    expect((await realm.scim('GET', path)).body.phoneNumbers).toEqual(phoneNumbers);
  }, 60_000);

  it('lets a document replace a mapper, and is the same after a restart', async () => {
    const badge = `${ACME}:badge`;
    const realm = await bridge.realm({
      mapping: { user: [{ scim: badge, keycloak: 'attributes.badge' }] },
      mappers: [
        userAttributeMapper({ name: 'late', attribute: 'badge', claim: 'displayName', type: 'String' }),
      ],
    });
    const made = await realm.scim(
      'POST',
      '/Users',
      user('gives.way', { displayName: 'D', [ACME]: { badge: 'B' } }),
    );
    expect(made.status).toBe(201);
    expect(await bridge.admin.users.findOne({ realm: realm.name, id: made.body.id })).toMatchObject({
      attributes: { badge: ['B'], displayName: ['D'] },
    });
  });
});
