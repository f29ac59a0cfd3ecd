/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import fc from 'fast-check';
import { PRESET_NAMES } from '../../../mappers/document/presets.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { ENTERPRISE_URN, filtered, patch, user, USER_URN } from '../../support/scim/messages.ts';
import { requestToken } from '../../support/keycloak/tokenEndpoint.ts';
import type { Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
});

afterAll(async () => {
  await bridge.close();
});

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';
const long = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
const certificate = (seed: number, bytes: number) =>
  Buffer.alloc(bytes, `certificate ${seed} `).toString('base64');

/** A user with every attribute that the schemas have, spelt in ways that Keycloak would not keep. */
const everything = (name: string) => ({
  schemas: [USER_URN, ENTERPRISE_URN, EXTENSION],
  userName: `${name}.MÜLLER@Example.COM`,
  externalId: `CN=${name}, OU="Sales", DC=Example\\,Test`,
  name: {
    formatted: 'Prof. Dr. Éva Marie MÜLLER-Ó Súilleabháin (External), III',
    familyName: 'MÜLLER-Ó Súilleabháin (External)',
    givenName: 'Éva  <Evi> & Co.',
    middleName: 'Marie "M."',
    honorificPrefix: 'Prof. Dr.',
    honorificSuffix: 'III',
  },
  displayName: '  Éva | MÜLLER  ',
  nickName: '👩‍🔬 Evi',
  profileUrl: `https://Example.test/~${name}?q=1&r=%20#top`,
  title: long('Vice President of Very Long Titles; ', 5_000),
  userType: 'Employee',
  preferredLanguage: 'de-AT, en;q=0.5',
  locale: 'de-AT',
  timezone: 'Europe/Vienna',
  active: true,
  emails: [
    { value: `${name}.Second@Home.example`, type: 'home', display: 'At Home' },
    { value: `${name}.Work@Example.COM`, type: 'work', primary: true },
    { value: `${name}.Third@Example.COM`, type: 'other' },
    { value: `${name}.No.Type@Example.COM` },
  ],
  phoneNumbers: [
    { value: '+43 (0)1 / 234-567 #89', type: 'work', primary: true },
    { value: 'tel:+43-664-1234567', type: 'mobile' },
    { value: '☎ ask Éva', type: 'fax' },
    { value: '0', type: 'pager' },
  ],
  addresses: [
    {
      formatted: 'Ring 1\nAT-1010 Wien\nÖsterreich',
      streetAddress: 'Ring 1',
      locality: 'Wien',
      region: 'Wien',
      postalCode: '01010',
      country: 'AT',
      type: 'work',
      primary: true,
    },
    { streetAddress: 'Hauptstraße 2', locality: 'Sankt Pölten', country: 'AT', type: 'home' },
    { formatted: long('Somewhere over the rainbow. ', 4_000), type: 'other' },
  ],
  ims: [
    { value: 'eva.mueller', type: 'xmpp' },
    { value: '@eva', type: 'Matrix', display: 'Éva' },
  ],
  photos: [
    { value: 'https://example.test/Photo.JPG', type: 'photo', primary: true },
    { value: 'https://example.test/thumb.jpg', type: 'thumbnail' },
  ],
  entitlements: [
    { value: 'a:b|c' },
    { value: 'licence', type: 'Software', display: 'Licence', primary: true },
  ],
  roles: [{ value: 'Admin', type: 'WindowsAzureActiveDirectoryRole', primary: true }, { value: 'reader' }],
  x509Certificates: [
    { value: certificate(1, 1_000) },
    { value: certificate(2, 3_000), display: 'Second', type: 'Any' },
  ],
  [ENTERPRISE_URN]: {
    employeeNumber: '000701984',
    costCenter: '4130 – R&D',
    organization: 'Universal Studios',
    division: 'Theme Park',
    department: 'Tour <Operations>',
    manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
  },
  [EXTENSION]: {
    tag: '701984',
    Level: 7,
    flag: false,
    ratio: 0.1,
    list: ['b', 'a', 'b', ''],
    nested: { deep: [{ x: 'Y', z: [1, 2] }] },
    long: long('väl ue ', 6_000),
  },
});

/** What a client sent, out of what it is answered. */
function content(body: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(body).filter(([name]) => !['schemas', 'id', 'meta'].includes(name));
  return Object.fromEntries(kept);
}

const sent = (resource: Record<string, unknown>) => content(resource);

async function create(resource: object, where = realm): Promise<{ id: string; body: Answer['body'] }> {
  const made = await where.scim('POST', '/Users', resource);
  expect([made.status, made.body.detail]).toEqual([201, undefined]);
  return { id: String(made.body.id), body: made.body };
}

describe('a user that a client sends', () => {
  it.each(PRESET_NAMES)('is returned exactly in profile %s', async (profile) => {
    const where = profile === 'generic' ? realm : await bridge.realm({ profile });
    const { [EXTENSION]: extension, schemas, ...known } = everything(profile);
    const resource =
      profile === 'strict'
        ? { schemas: [USER_URN, ENTERPRISE_URN], ...known }
        : { schemas, ...known, [EXTENSION]: extension };
    const { id, body } = await create(resource, where);
    expect(content(body)).toEqual(sent(resource));
    expect([...body.schemas].sort()).toEqual([...resource.schemas].sort());

    const read = await where.scim('GET', `/Users/${id}`);
    expect(read.body).toEqual(body);
    const filters = [
      `userName eq ${JSON.stringify(resource.userName)}`,
      `userName eq ${JSON.stringify(resource.userName.toLowerCase())}`,
      `externalId eq ${JSON.stringify(resource.externalId)}`,
      ...resource.emails.map(({ value }) => `emails.value eq ${JSON.stringify(value)}`),
      `emails[type eq "home" and value sw "${profile}.second"]`,
      `id eq "${id}"`,
      `name.familyName eq ${JSON.stringify(resource.name.familyName)}`,
    ];
    for (const filter of filters) {
      const found = await where.scim('GET', filtered(filter));
      expect([filter, found.body.Resources]).toEqual([filter, [body]]);
    }

    const same = await where.scim('PUT', `/Users/${id}`, resource);
    expect(same.body).toEqual(body);
    const echoed = await where.scim('PUT', `/Users/${id}`, body);
    expect(echoed.body).toEqual(body);

    const patched = await where.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'nickName', value: 'Eve' }),
    );
    expect(content(patched.body)).toEqual(sent({ ...resource, nickName: 'Eve' }));
    const back = await where.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'nickName', value: resource.nickName }),
    );
    expect(content(back.body)).toEqual(sent(resource));
    expect((await where.scim('GET', `/Users/${id}`)).body).toEqual(back.body);
    expect(back.body.meta.version).toBe(body.meta.version);
  });

  it('is tested with each attribute of the schemas', async () => {
    const { body } = await realm.scim('GET', '/Schemas');
    const resource = everything('all') as Record<string, unknown>;
    const missing = (
      body.Resources as { id: string; attributes: { name: string; mutability: string }[] }[]
    ).flatMap(({ id, attributes }) => {
      const holder = id === USER_URN ? resource : resource[id];
      if (id !== USER_URN && id !== ENTERPRISE_URN) return [];
      return attributes
        .filter(
          ({ name, mutability }) =>
            mutability === 'readWrite' && Reflect.get(holder as object, name) === undefined,
        )
        .map(({ name }) => name);
    });
    expect(missing).toEqual([]);
  });

  it('keeps the order of values, also when only the order changes', async () => {
    const emails = ['c', 'a', 'b'].map((name) => ({ value: `order-${name}@example.test` }));
    const { id } = await create(user('order', { emails }));
    const turned = [...emails].reverse();
    const put = await realm.scim('PUT', `/Users/${id}`, user('order', { emails: turned }));
    expect(put.body.emails).toEqual(turned);
    expect((await realm.scim('GET', `/Users/${id}`)).body.emails).toEqual(turned);
  });

  it('can get another spelling of its userName or e-mail address', async () => {
    const emails = (value: string) => [{ value, primary: true, type: 'work' }];
    const { id } = await create(user('spelling@example.test', { emails: emails('spelling@example.test') }));
    const put = await realm.scim(
      'PUT',
      `/Users/${id}`,
      user('SPELLING@example.test', { emails: emails('Spelling@Example.test') }),
    );
    expect(put.body).toMatchObject({
      userName: 'SPELLING@example.test',
      emails: emails('Spelling@Example.test'),
    });
    const read = await realm.scim('GET', filtered('userName eq "spelling@EXAMPLE.test"'));
    expect(read.body.Resources).toEqual([put.body]);
    const patched = await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'userName', value: 'Spelling@example.test' }),
    );
    expect(patched.body.userName).toBe('Spelling@example.test');
    expect((await realm.scim('GET', `/Users/${id}`)).body.userName).toBe('Spelling@example.test');
  });

  it('can have lists that become empty and full again', async () => {
    const resource = everything('empty');
    const { id, body } = await create(resource);
    const bare = await realm.scim('PUT', `/Users/${id}`, user(resource.userName));
    expect(content(bare.body)).toEqual({ userName: resource.userName, active: true });
    const held = await bridge.admin.users.findOne({ realm: realm.name, id });
    expect(
      Object.keys(held?.attributes ?? {}).filter((name) => !/^scim\.(exact|lastModified|source)$/.test(name)),
    ).toEqual([]);
    for (const value of [resource.emails[0]?.value, resource.emails[1]?.value]) {
      expect(
        (await realm.scim('GET', filtered(`emails.value eq "${String(value)}"`))).body.totalResults,
      ).toBe(0);
    }
    expect(
      (await realm.scim('GET', filtered(`externalId eq ${JSON.stringify(resource.externalId)}`))).body
        .totalResults,
    ).toBe(0);
    const full = await realm.scim('PUT', `/Users/${id}`, resource);
    expect(content(full.body)).toEqual(content(body));
  });

  it('is returned exactly for random users', async () => {
    let n = 0;
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((one) => one.isWellFormed() && !one.includes('\u0000') && one.trim() !== '');
    const optional = { requiredKeys: [] as never[] };
    const element = fc.record({ value: text, type: text, display: text }, { requiredKeys: ['value'] });
    const members = fc.record(
      {
        externalId: text,
        displayName: text,
        title: text,
        locale: text,
        active: fc.boolean(),
        name: fc.record(
          { givenName: text, familyName: text, formatted: text, middleName: text },
          { requiredKeys: ['givenName'] },
        ),
        phoneNumbers: fc.array(element, { minLength: 1, maxLength: 4 }),
        roles: fc.array(element, { minLength: 1, maxLength: 3 }),
        [ENTERPRISE_URN]: fc.record(
          { department: text, employeeNumber: text },
          { requiredKeys: ['department'] },
        ),
        [EXTENSION]: fc.record(
          {
            a: text,
            b: fc.array(text, { minLength: 1 }),
            c: fc.double({ noNaN: true, noDefaultInfinity: true }),
          },
          { requiredKeys: ['a'] },
        ),
      },
      optional,
    );
    await fc.assert(
      fc.asyncProperty(members, members, async (first, second) => {
        n += 1;
        const { id, body } = await create(user(`random-${n}`, first));
        const { active = true } = first;
        expect(content(body)).toEqual(
          JSON.parse(JSON.stringify({ userName: `random-${n}`, active, ...first })),
        );
        const put = await realm.scim('PUT', `/Users/${id}`, user(`random-${n}`, second));
        expect(content(put.body)).toEqual(
          JSON.parse(JSON.stringify({ userName: `random-${n}`, active, ...second })),
        );
        expect((await realm.scim('GET', `/Users/${id}`)).body).toEqual(put.body);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a change in Keycloak', () => {
  it('by the console is shown at once, and found', async () => {
    const { id, body } = await create(everything('console'));
    const at = { realm: realm.name, id };
    const held = await bridge.admin.users.findOne(at);
    await bridge.admin.users.update(at, {
      ...held,
      firstName: 'Eva',
      email: 'new.address@console.example',
      enabled: false,
      attributes: { ...held?.attributes, displayName: ['By Hand'], department: ['Elsewhere'] },
    });
    const read = await realm.scim('GET', `/Users/${id}`);
    expect(read.body).toMatchObject({
      userName: body.userName,
      name: { ...body.name, givenName: 'Eva' },
      displayName: 'By Hand',
      active: false,
      phoneNumbers: body.phoneNumbers,
      [ENTERPRISE_URN]: { department: 'Elsewhere', employeeNumber: '000701984' },
    });
    expect(read.body.emails).toEqual([
      body.emails[0],
      { value: 'new.address@console.example', type: 'work', primary: true },
      body.emails[2],
      body.emails[3],
    ]);
    expect(read.body.meta.version).not.toBe(body.meta.version);
    for (const filter of [
      'emails.value eq "new.address@console.example"',
      'displayName eq "by hand"',
      'name.givenName eq "Eva" and active eq false',
    ]) {
      expect([filter, (await realm.scim('GET', filtered(filter))).body.Resources]).toEqual([
        filter,
        [read.body],
      ]);
    }
    const old = await realm.scim('GET', filtered(`emails.value eq "${String(body.emails[1].value)}"`));
    expect(old.body.totalResults).toBe(0);
  });

  it('such as a new user from the console is shown completely', async () => {
    const { id } = await bridge.admin.users.create({
      realm: realm.name,
      username: 'handmade',
      email: 'hand@made.example',
      firstName: 'Hand',
      lastName: 'Made',
      enabled: true,
    });
    const read = await realm.scim('GET', `/Users/${id}`);
    expect(content(read.body)).toEqual({
      userName: 'handmade',
      name: { givenName: 'Hand', familyName: 'Made' },
      active: true,
      emails: [{ value: 'hand@made.example', type: 'work', primary: true }],
    });
    for (const filter of ['userName eq "handmade"', 'emails.value eq "Hand@Made.example"', `id eq "${id}"`]) {
      expect((await realm.scim('GET', filtered(filter))).body.Resources).toEqual([read.body]);
    }
    const patched = await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'add', value: { title: 'Craft' } }),
    );
    expect(content(patched.body)).toEqual({ ...content(read.body), title: 'Craft' });
  });

  it('such as a rename in the console is shown', async () => {
    const { id } = await create(user('Before.Rename'));
    const at = { realm: realm.name, id };
    await bridge.admin.users.update(at, {
      ...(await bridge.admin.users.findOne(at)),
      username: 'after.rename',
    });
    expect((await realm.scim('GET', `/Users/${id}`)).body.userName).toBe('after.rename');
    expect((await realm.scim('GET', filtered('userName eq "Before.Rename"'))).body.totalResults).toBe(0);
    expect((await realm.scim('GET', filtered('userName eq "After.Rename"'))).body.totalResults).toBe(1);
  });
});

describe('data that SCIM does not own', () => {
  it('survives PUT and PATCH: attributes, verified e-mail, required actions, roles, groups, credentials', async () => {
    const emails = [{ value: 'keeper@example.test', type: 'work', primary: true }];
    const resource = user('keeper', { name: { givenName: 'Kee', familyName: 'Per' }, emails, title: 'Goal' });
    const { id } = await create({ ...resource, password: 'Keep-This-1' });
    const { users, groups, roles } = bridge.admin;
    const at = { realm: realm.name, id };
    const own = {
      costume: ['cape'],
      many: ['b', 'a', 'b'],
      'with.dots': ['x'],
      empty_ish: ['-'],
      ünïcode: ['ü'],
    };
    const held = await users.findOne(at);
    await users.update(at, {
      ...held,
      emailVerified: true,
      requiredActions: ['CONFIGURE_TOTP'],
      attributes: { ...held?.attributes, ...own },
    });
    const group = await groups.create({ realm: realm.name, name: 'keepers' });
    await users.addToGroup({ ...at, groupId: group.id });
    await roles.create({ realm: realm.name, name: 'keeping' });
    const role = await roles.findOneByName({ realm: realm.name, name: 'keeping' });
    await users.addRealmRoleMappings({ ...at, roles: [{ id: String(role?.id), name: 'keeping' }] });
    const look = async () => {
      const user_ = await users.findOne(at);
      return {
        own: Object.fromEntries(
          Object.entries((user_?.attributes ?? {}) as Record<string, string[]>)
            .filter(([name]) => name in own)
            .map(([name, values]) => [name, [...values].sort()]),
        ),
        emailVerified: user_?.emailVerified,
        requiredActions: user_?.requiredActions,
        createdTimestamp: user_?.createdTimestamp,
        groups: (await users.listGroups(at)).map(({ name }) => name),
        roles: (await users.listRealmRoleMappings(at)).map(({ name }) => name).sort(),
        credentials: (await users.getCredentials(at)).map(({ type }) => type),
      };
    };
    const before = await look();
    expect(before).toMatchObject({
      emailVerified: true,
      requiredActions: ['CONFIGURE_TOTP'],
      groups: ['keepers'],
      credentials: ['password'],
    });
    expect(Object.keys(before.own).sort()).toEqual(Object.keys(own).sort());

    await realm.scim('PUT', `/Users/${id}`, { ...resource, title: 'Post' });
    expect(await look()).toEqual(before);
    await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', value: { active: false, 'name.givenName': 'Ki' } }),
    );
    expect(await look()).toEqual(before);
    await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'remove', path: 'title' }, { op: 'replace', path: 'active', value: true }),
    );
    expect(await look()).toEqual(before);
    const bare = await realm.scim('PUT', `/Users/${id}`, user('keeper', { emails }));
    expect(bare.status).toBe(200);
    expect(await look()).toEqual(before);
  });

  it('includes the password, which is stored, works, changes and is never shown', async () => {
    const resource = (password?: string) =>
      user('secretive', {
        name: { givenName: 'Sec', familyName: 'Ret' },
        emails: [{ value: 'secretive@example.test', type: 'work', primary: true }],
        ...(password === undefined ? {} : { password }),
      });
    const signsIn = async (password: string): Promise<boolean> => {
      const form = { grant_type: 'password', client_id: 'admin-cli', username: 'secretive', password };
      return (await requestToken(realm.name, form)).status === 200;
    };
    const answers: Answer[] = [];
    const made = await realm.scim('POST', '/Users', resource('First "Pass" wörd €1'));
    answers.push(made);
    const id = String(made.body.id);
    expect(await signsIn('First "Pass" wörd €1')).toBe(true);
    answers.push(await realm.scim('PUT', `/Users/${id}`, resource()));
    expect(await signsIn('First "Pass" wörd €1')).toBe(true);
    answers.push(
      await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', value: { password: 'Second-2' } })),
    );
    expect(await signsIn('Second-2')).toBe(true);
    expect(await signsIn('First "Pass" wörd €1')).toBe(false);
    answers.push(await realm.scim('PUT', `/Users/${id}`, resource('Third-3')));
    expect(await signsIn('Third-3')).toBe(true);
    answers.push(
      await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false })),
    );
    expect(await signsIn('Third-3')).toBe(false);
    answers.push(
      await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: true })),
    );
    expect(await signsIn('Third-3')).toBe(true);
    answers.push(await realm.scim('GET', `/Users/${id}?attributes=password,userName`));
    answers.push(await realm.scim('GET', '/Users?attributes=password'));
    const text = JSON.stringify(answers.map(({ status, body }) => [status, body as unknown]));
    expect(answers.map(({ status }) => status)).toEqual([201, ...Array.from({ length: 7 }, () => 200)]);
    expect(text).not.toMatch(/password|First|Second-2|Third-3/);
  });
});
