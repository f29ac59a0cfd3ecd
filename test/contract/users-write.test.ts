/* eslint max-lines: "off" -- One realm serves all of these facts; every file of its own would make another. */
import generic from '../../mappers/document/presets/generic.json' with { type: 'json' };
import { lookupKey } from '../../mappers/compile/lookupKey.ts';
import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

let realm: BareRealm;
let internationalRealm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
  internationalRealm = await createBareRealm({
    settings: { internationalizationEnabled: true, supportedLocales: ['en', 'de'], defaultLocale: 'en' },
  });
});

afterAll(async () => {
  await realm.remove();
  await internationalRealm.remove();
});

/** What Keycloak gives back of the values of one attribute after a POST. */
async function keptValues(values: readonly (string | null)[]): Promise<unknown> {
  const id = await realm.createUser({ attributes: { kept: values } });
  const attributes: Readonly<Record<string, unknown>> | undefined = (await realm.user(id)).attributes;
  return attributes?.kept;
}

describe('creating a user', () => {
  it('answers 201 with the new id at the end of Location and without a body', async () => {
    const answer = await realm.admin('POST', '/users', { username: 'located' });
    const [id = ''] = /[^/]+$/.exec(answer.location ?? '') ?? [];
    expect(answer).toEqual({
      status: 201,
      location: expect.stringMatching(/\/users\/[0-9a-f-]{36}$/) as unknown,
    });
    expect((await realm.user(id)).username).toBe('located');
  });

  it('makes a disabled user without "enabled"', async () => {
    await realm.admin('POST', '/users', { username: 'neither' });
    const { body } = await realm.admin('GET', '/users?username=neither&exact=true');
    expect(body).toEqual([expect.objectContaining({ enabled: false })]);
  });

  it('keeps a createdTimestamp from the request', async () => {
    const id = await realm.createUser({ createdTimestamp: 1_234_567_890_123 });
    expect((await realm.user(id)).createdTimestamp).toBe(1_234_567_890_123);
  });

  it('sets createdTimestamp by default', async () => {
    const before = Date.now() - 60_000;
    const id = await realm.createUser();
    expect((await realm.user(id)).createdTimestamp).toBeGreaterThan(before);
  });

  it('ignores an id in the request', async () => {
    const given = '11111111-2222-3333-4444-555555555555';
    const id = await realm.createUser({ id: given });
    expect(id).not.toBe(given);
  });

  it('stores a password in the same call', async () => {
    const credentials = [{ type: 'password', value: 'a password', temporary: false }];
    const id = await realm.createUser({ credentials });
    const answer = await realm.admin('GET', `/users/${id}/credentials`);
    expect(answer).toMatchObject({ status: 200, body: [{ type: 'password' }] });
  });

  it.each([
    ['username', 'MiXed-Ünal', 'mixed-ünal'],
    ['username', 'STRAẞE', 'straße'],
    ['email', 'MiXed@Example.COM', 'mixed@example.com'],
    ['email', 'ΑΣ@example.com', 'ας@example.com'],
  ] as const)('lower-cases %s as JavaScript does: %s', async (field, sent, stored) => {
    const id = await realm.createUser({ [field]: sent });
    expect((await realm.user(id))[field]).toBe(stored);
    expect(sent.toLowerCase()).toBe(stored);
  });

  it('drops empty and blank names and an empty e-mail address', async () => {
    const id = await realm.createUser({ firstName: '', lastName: '  ', email: '' });
    const { firstName, lastName, email } = await realm.user(id);
    expect({ firstName, lastName, email }).toEqual({});
  });

  it.each([
    ' Ann ',
    'A  B',
    '\u00a0Ann',
    "O'Neil",
    'Smith, Jr.',
    'a@b_c:d+e`f',
    '李',
    '😀',
    '\u0301',
    '\u200b',
  ])('keeps a name exactly as sent: %j', async (name) => {
    const id = await realm.createUser({ firstName: name, lastName: name });
    expect(await realm.user(id)).toMatchObject({ firstName: name, lastName: name });
  });
});

describe('attribute values', () => {
  it.each([
    ' x ',
    'a\nb',
    'a\r\nb',
    'a\tb',
    '\tx',
    '😀',
    'é',
    'e\u0301',
    '\u0001',
    '\u007f',
    '\u200b',
    '"{}\\',
  ])('are stored exactly as sent: %j', async (value) => {
    expect(await keptValues([value])).toEqual([value]);
  });

  it.each([
    '',
    ' ',
    '\n',
    '\t',
    '\v',
    '\f',
    '\r',
    '\u001c',
    '\u001d',
    '\u001e',
    '\u001f',
    '\u2000',
    '\u2028',
    '\u3000',
  ])('are dropped silently if they are empty or blank to Java: %j', async (blank) => {
    expect(await keptValues([blank])).toBeUndefined();
    expect(await keptValues(['first', blank, 'last'])).toEqual(['first', 'last']);
  });

  it.each(['\u00a0', '\u2007', '\u202f', '\ufeff'])(
    'are kept if they are blank to JavaScript but not to Java: %j',
    async (value) => {
      expect(value.trim()).toBe('');
      expect(await keptValues([value])).toEqual([value]);
    },
  );

  it('are dropped if they are null', async () => {
    expect(await keptValues([null, 'x'])).toEqual(['x']);
  });

  it('are all kept if they are equal to one another', async () => {
    expect(await keptValues(['x', 'y', 'x'])).toEqual(['x', 'y', 'x']);
  });

  it('may contain NUL (H2 stores it, PostgreSQL answers 500)', async () => {
    const answer = await realm.admin('POST', '/users', { username: 'nul', attributes: { kept: ['a\0b'] } });
    expect([201, 500]).toContain(answer.status);
  });

  it.each([
    ['2,048 letters', 'x'.repeat(2048)],
    ['1,024 characters of two UTF-16 units each', '😀'.repeat(1024)],
  ])('may have %s', async (_, value) => {
    expect(await keptValues([value])).toEqual([value]);
  });

  it.each([
    ['2,049 letters', 'x'.repeat(2049)],
    ['1,024 characters of two UTF-16 units each and a letter', `${'😀'.repeat(1024)}x`],
  ])('must not have %s', async (_, value) => {
    const answer = await realm.admin('POST', '/users', { username: 'long', attributes: { kept: [value] } });
    expect(answer).toEqual({
      status: 400,
      body: { field: 'kept', errorMessage: 'error-invalid-length', params: ['kept', 0, 2048] },
    });
  });

  it('may together be 260,000 characters long', async () => {
    const values = Array.from({ length: 128 }, (_, index) => String(index).padEnd(2040, 'x'));
    expect(await keptValues(values)).toEqual(values);
  });
});

describe('attribute names', () => {
  it('may have 255 characters', async () => {
    const name = 'n'.repeat(255);
    const id = await realm.createUser({ attributes: { [name]: ['x'] } });
    expect((await realm.user(id)).attributes).toEqual({ [name]: ['x'] });
  });

  it('are answered 500 if they have 256 characters', async () => {
    const attributes = { ['n'.repeat(256)]: ['x'] };
    const answer = await realm.admin('POST', '/users', { username: 'long-name', attributes });
    expect(answer.status).toBe(500);
  });

  it('differ by case', async () => {
    const attributes = { costCenter: ['a'], costcenter: ['b'] };
    const id = await realm.createUser({ attributes });
    expect((await realm.user(id)).attributes).toEqual(attributes);
  });

  it('may contain dots, colons and spaces', async () => {
    const attributes = { 'scim.emails': ['a'], 'urn:a:b c': ['b'] };
    const id = await realm.createUser({ attributes });
    expect((await realm.user(id)).attributes).toEqual(attributes);
  });

  it.each([
    'LDAP_ID',
    'ldap_id',
    'LDAP_ENTRY_DN',
    'KERBEROS_PRINCIPAL',
    'createTimestamp',
    'modifyTimestamp',
  ])('are refused if they belong to user federation: %s', async (name) => {
    const answer = await realm.admin('POST', '/users', { username: 'fed', attributes: { [name]: ['x'] } });
    expect(answer).toEqual({
      status: 400,
      body: { field: name, errorMessage: 'updateReadOnlyAttributesRejectedMessage', params: [name] },
    });
  });

  it.each(['terms_and_conditions', 'kc.email.pending'])(
    'are dropped if they belong to Keycloak itself: %s',
    async (name) => {
      const id = await realm.createUser({ attributes: { [name]: ['x'] } });
      expect((await realm.user(id)).attributes).toBeUndefined();
    },
  );

  it('overwrite nothing but the field if they are names of fields', async () => {
    const id = await realm.createUser({ attributes: { firstName: ['From attributes'] } });
    const { firstName, attributes } = await realm.user(id);
    expect({ firstName, attributes }).toEqual({ firstName: 'From attributes' });
  });

  it('are dropped silently if they are "locale" while the realm has no internationalization', async () => {
    const id = await realm.createUser({ attributes: { locale: ['en-US'], kept: ['x'] } });
    expect((await realm.user(id)).attributes).toEqual({ kept: ['x'] });
  });

  it('are kept if they are "locale" in a realm with internationalization, even with an unsupported locale', async () => {
    const id = await internationalRealm.createUser({ attributes: { locale: ['en-US'] } });
    expect((await internationalRealm.user(id)).attributes).toEqual({ locale: ['en-US'] });
  });

  it('are all kept if the generic preset uses them', async () => {
    const names = generic.user
      .map(({ keycloak }) => keycloak)
      .filter((target) => target.startsWith('attributes.'))
      .map((target) => target.slice('attributes.'.length));
    const attributes = Object.fromEntries(names.map((name) => [name, ['x']]));
    const id = await realm.createUser({ attributes });
    expect((await realm.user(id)).attributes).toEqual(attributes);
  });

  it('are all kept if the bridge itself uses them', async () => {
    const attributes = {
      'scim.exact': ['0:{}'],
      'scim.extensions': ['0:{}'],
      'scim.lastModified': ['2026-01-01T00:00:00.000Z'],
      'scim.lookup': [lookupKey('externalId', 'x', true)],
    };
    const id = await realm.createUser({ attributes });
    expect((await realm.user(id)).attributes).toEqual(attributes);
  });
});

describe('replacing a user', () => {
  it('answers 204 without a body', async () => {
    const id = await realm.createUser({ username: 'replaced' });
    const answer = await realm.admin('PUT', `/users/${id}`, { username: 'replaced', attributes: {} });
    expect(answer).toEqual({ status: 204 });
  });

  it('with attributes clears names and e-mail address that are left out', async () => {
    const id = await realm.createUser({ firstName: 'Ann', lastName: 'Lee', email: 'cleared@example.com' });
    const { username = '' } = await realm.user(id);
    await realm.admin('PUT', `/users/${id}`, { username, attributes: {} });
    const { firstName, lastName, email } = await realm.user(id);
    expect({ firstName, lastName, email }).toEqual({});
  });

  it('with attributes removes attributes that are left out', async () => {
    const id = await realm.createUser({ attributes: { a: ['1'], b: ['2'] } });
    const { username = '' } = await realm.user(id);
    await realm.admin('PUT', `/users/${id}`, { username, attributes: { b: ['3'] } });
    expect((await realm.user(id)).attributes).toEqual({ b: ['3'] });
  });

  it('without attributes keeps everything that is left out', async () => {
    const before = { firstName: 'Ann', email: 'left@example.com', attributes: { a: ['1'] } };
    const id = await realm.createUser(before);
    await realm.admin('PUT', `/users/${id}`, { lastName: 'Lee' });
    expect(await realm.user(id)).toMatchObject({ ...before, lastName: 'Lee' });
  });

  it.each([true, false])('with attributes and without "enabled" keeps that field: %s', async (enabled) => {
    const id = await realm.createUser({
      enabled,
      emailVerified: enabled,
      attributes: { kept: ['before'] },
    });
    const { username } = await realm.user(id);
    const write = { username, firstName: 'Ann', attributes: { kept: ['after'] } };
    expect(await realm.admin('PUT', `/users/${id}`, write)).toEqual({ status: 204 });
    expect(await realm.user(id)).toMatchObject({
      enabled,
      emailVerified: enabled,
      firstName: 'Ann',
      attributes: { kept: ['after'] },
    });
  });

  it('keeps "enabled" and e-mail verification that are left out', async () => {
    const id = await realm.createUser({ email: 'verified@example.com', emailVerified: true });
    const { username = '' } = await realm.user(id);
    await realm.admin('PUT', `/users/${id}`, { username, attributes: {}, email: 'other@example.com' });
    expect(await realm.user(id)).toMatchObject({ enabled: true, emailVerified: true });
  });

  it('does not change createdTimestamp', async () => {
    const id = await realm.createUser({ createdTimestamp: 1_000 });
    await realm.admin('PUT', `/users/${id}`, { createdTimestamp: 2_000 });
    expect((await realm.user(id)).createdTimestamp).toBe(1_000);
  });

  it('does not save values that differ only in their order', async () => {
    const id = await realm.createUser({ attributes: { list: ['1', '2', '3'] } });
    const { username = '' } = await realm.user(id);
    const answer = await realm.admin('PUT', `/users/${id}`, {
      username,
      attributes: { list: ['3', '2', '1'] },
    });
    expect(answer.status).toBe(204);
    expect((await realm.user(id)).attributes).toEqual({ list: ['1', '2', '3'] });
  });

  it.each([
    ['an equal value more', ['1', '1', '2']],
    ['other values', ['2', '3']],
  ])('saves %s', async (_, list) => {
    const id = await realm.createUser({ attributes: { list: ['1', '1'] } });
    const { username = '' } = await realm.user(id);
    await realm.admin('PUT', `/users/${id}`, { username, attributes: { list } });
    expect((await realm.user(id)).attributes).toEqual({ list });
  });

  it('changes nothing if it is refused', async () => {
    const id = await realm.createUser({ lastName: 'Before' });
    const { username = '' } = await realm.user(id);
    const refused = {
      username,
      lastName: 'After',
      email: 'no address',
      enabled: false,
      attributes: { a: ['1'] },
    };
    expect((await realm.admin('PUT', `/users/${id}`, refused)).status).toBe(400);
    const { lastName, enabled, attributes } = await realm.user(id);
    expect({ lastName, enabled, attributes }).toEqual({ lastName: 'Before', enabled: true });
  });

  it('answers 404 if the user does not exist', async () => {
    const answer = await realm.admin('PUT', '/users/nobody', { username: 'nobody', attributes: {} });
    expect(answer).toEqual({ status: 404, body: { error: 'User not found' } });
  });
});

describe('deleting a user', () => {
  it('answers 204, and 404 the second time', async () => {
    const id = await realm.createUser();
    expect(await realm.admin('DELETE', `/users/${id}`)).toEqual({ status: 204 });
    expect(await realm.admin('DELETE', `/users/${id}`)).toEqual({
      status: 404,
      body: { error: 'User not found' },
    });
  });
});
