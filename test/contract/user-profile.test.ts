/* eslint max-lines: "off" -- One realm serves all of these facts; every file of its own would make another. */
import { isEmailAddress } from '../../bridge/keycloak/port/emailFormat.ts';
import { REFUSED_IN_NAMES } from '../../mappers/compile/storage/fields.ts';
import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

interface Profile {
  readonly unmanagedAttributePolicy?: string;
  readonly attributes: {
    readonly name: string;
    readonly validations: Record<string, unknown>;
    readonly permissions: { readonly view: string[]; readonly edit: string[] };
  }[];
}

/** A realm as Keycloak makes one. */
let fresh: BareRealm;
/** A realm as `realm-config enable` leaves one. */
let enabled: BareRealm;

const profileOf = async (realm: BareRealm): Promise<Profile> =>
  (await realm.admin('GET', '/users/profile')).body as Profile;

beforeAll(async () => {
  fresh = await createBareRealm({ keepsAttributes: false });
  enabled = await createBareRealm();
  await enabled.admin('PUT', '', { editUsernameAllowed: true });
  const profile = await profileOf(enabled);
  await enabled.admin('PUT', '/users/profile', {
    ...profile,
    attributes: profile.attributes.map((attribute) =>
      attribute.name === 'username'
        ? { ...attribute, permissions: { ...attribute.permissions, edit: ['admin'] } }
        : attribute,
    ),
  });
});

afterAll(async () => {
  await fresh.remove();
  await enabled.remove();
});

describe('the user profile of a new realm', () => {
  it('has no unmanagedAttributePolicy', async () => {
    expect(await profileOf(fresh)).not.toHaveProperty('unmanagedAttributePolicy');
  });

  it('has the maximum length of names, and checks their characters', async () => {
    const { attributes } = await profileOf(fresh);
    const validations = Object.fromEntries(
      attributes.map((attribute) => [attribute.name, attribute.validations]),
    );
    const name = { length: { max: 255 }, 'person-name-prohibited-characters': {} };
    expect(validations).toMatchObject({
      username: { length: { min: 3, max: 255 } },
      email: { length: { max: 255 } },
      firstName: name,
      lastName: name,
    });
  });

  it('lets administrators and users edit the user name', async () => {
    const { attributes } = await profileOf(fresh);
    expect(attributes.find(({ name }) => name === 'username')?.permissions.edit).toEqual(['admin', 'user']);
  });
});

describe('an attribute that the user profile does not declare', () => {
  it('is dropped silently while there is no unmanagedAttributePolicy', async () => {
    const id = await fresh.createUser({ attributes: { externalId: ['x'] } });
    expect((await fresh.user(id)).attributes).toBeUndefined();
  });

  it.each(['ADMIN_EDIT', 'ENABLED'])('is kept with the policy %s', async (unmanagedAttributePolicy) => {
    const realm = await createBareRealm({ keepsAttributes: false });
    await realm.admin('PUT', '/users/profile', { ...(await profileOf(realm)), unmanagedAttributePolicy });
    expect((await profileOf(realm)).unmanagedAttributePolicy).toBe(unmanagedAttributePolicy);
    const id = await realm.createUser({ attributes: { externalId: ['x'] } });
    expect((await realm.user(id)).attributes).toEqual({ externalId: ['x'] });
    await realm.remove();
  });
});

describe('an undeclared attribute whose policy was switched off', () => {
  it('is hidden everywhere, kept by a write without it, and still found by a search', async () => {
    const realm = await createBareRealm();
    const id = await realm.createUser({ username: 'ann', attributes: { source: ['x'] } });
    const profile = await profileOf(realm);
    const { unmanagedAttributePolicy: _, ...off } = profile;
    await realm.admin('PUT', '/users/profile', off);
    expect((await realm.user(id)).attributes).toBeUndefined();
    const listed = await realm.admin('GET', `/users?search=id:${id}&briefRepresentation=false`);
    expect((listed.body as { attributes?: unknown }[])[0]?.attributes).toBeUndefined();
    expect(await realm.find({ q: 'source:x', exact: 'true', username: 'ann' })).toEqual(['ann']);
    expect(await realm.find({ q: 'source:x', exact: 'true', username: 'bob' })).toEqual([]);
    await realm.admin('PUT', `/users/${id}`, { username: 'ann', enabled: false, attributes: {} });
    await realm.admin('PUT', '/users/profile', profile);
    expect(await realm.user(id)).toMatchObject({ enabled: false, attributes: { source: ['x'] } });
    await realm.remove();
  });
});

describe('changing a user name', () => {
  it('is refused while the realm has editUsernameAllowed off', async () => {
    const id = await fresh.createUser({ username: 'before' });
    expect(await fresh.admin('PUT', `/users/${id}`, { username: 'after', attributes: {} })).toEqual({
      status: 400,
      body: { field: 'username', errorMessage: 'error-user-attribute-read-only', params: ['username'] },
    });
  });

  it('to the same name in another case changes nothing', async () => {
    const id = await fresh.createUser({ username: 'same-name' });
    expect(await fresh.admin('PUT', `/users/${id}`, { username: 'SAME-Name', attributes: {} })).toEqual({
      status: 204,
    });
    expect((await fresh.user(id)).username).toBe('same-name');
  });

  it('is accepted from an administrator with editUsernameAllowed on', async () => {
    const id = await enabled.createUser({ username: 'before' });
    expect(await enabled.admin('PUT', `/users/${id}`, { username: 'After', attributes: {} })).toEqual({
      status: 204,
    });
    expect((await enabled.user(id)).username).toBe('after');
  });

  it('to an empty name is refused with editUsernameAllowed on', async () => {
    const id = await enabled.createUser();
    expect(await enabled.admin('PUT', `/users/${id}`, { attributes: {} })).toEqual({
      status: 400,
      body: { errorMessage: 'User name is missing' },
    });
  });

  it('is refused to users themselves if the profile lets only administrators edit it', async () => {
    const password = 'a password';
    const user = { email: 'self@example.com', firstName: 'Self', lastName: 'Service' };
    const id = await enabled.createUser({
      ...user,
      username: 'self',
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
    await enabled.admin('POST', '/clients', {
      clientId: 'app',
      publicClient: true,
      directAccessGrantsEnabled: true,
    });
    const form = { grant_type: 'password', client_id: 'app', username: 'self', password };
    const { access_token: token } = (await enabled.token(form)).body as { access_token: string };
    const account = (username: string) => enabled.account(token, { ...user, username, attributes: {} });
    expect(await account('self')).toMatchObject({ status: 204 });
    expect(await account('myself')).toMatchObject({
      status: 400,
      body: { field: 'username', errorMessage: 'error-user-attribute-read-only' },
    });
    expect((await enabled.user(id)).username).toBe('self');
  });
});

/** Every character that might be refused: ASCII, Latin-1 and the line and paragraph separators, NUL left out. */
const CANDIDATES = [...Array.from({ length: 255 }, (_, index) => index + 1), 0x2028, 0x2029].map((code) =>
  String.fromCharCode(code),
);

const named = (character: string): string => `U+${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

describe('the validator of names', () => {
  const strippedByBridge = (character: string): boolean => character.replace(REFUSED_IN_NAMES, '') === '';

  it.each(CANDIDATES.filter(strippedByBridge).map((character) => [named(character), character]))(
    'checks %s',
    async (_, character) => {
      const answer = await enabled.admin('POST', '/users', {
        username: `name-${named(character)}`,
        firstName: `a${character}b`,
      });
      expect(answer).toEqual({
        status: 400,
        body: {
          field: 'firstName',
          errorMessage: 'error-person-name-invalid-character',
          params: ['firstName'],
        },
      });
    },
  );

  it('accepts every other character of ASCII and Latin-1', async () => {
    const others = CANDIDATES.filter((character) => !strippedByBridge(character)).join('');
    const id = await enabled.createUser({ firstName: others, lastName: others });
    expect(await enabled.user(id)).toMatchObject({ firstName: others, lastName: others });
  });

  it('accepts 255 UTF-16 units', async () => {
    const name = `${'😀'.repeat(127)}x`;
    const id = await enabled.createUser({ firstName: name });
    expect((await enabled.user(id)).firstName).toBe(name);
  });

  it.each([
    ['letters', 'x'.repeat(256)],
    ['characters of two', '😀'.repeat(128)],
  ])('refuses 256 UTF-16 units: %s', async (_, lastName) => {
    expect(await enabled.admin('POST', '/users', { username: 'long-name', lastName })).toEqual({
      status: 400,
      body: {
        field: 'lastName',
        errorMessage: 'error-invalid-length-too-long',
        params: ['lastName', null, 255],
      },
    });
  });
});

describe('the validator of user names', () => {
  const refusal = (errorMessage: string, ...params: unknown[]) => ({
    status: 400,
    body: { field: 'username', errorMessage, params: ['username', ...params] },
  });

  it.each([
    'a b',
    ' abc',
    'abc ',
    'a\tb',
    'a<b',
    'a"b',
    'a#b',
    'a,b',
    'a/b',
    'a\\b',
    'a:b',
    "a'b",
    'a(b)',
    'a`b',
    'Иван',
    '日本語',
  ])('refuses characters that could deceive a reader: %j', async (username) => {
    expect(await enabled.admin('POST', '/users', { username })).toEqual(
      refusal('error-username-invalid-character'),
    );
  });

  it.each(['abc', 'a.b-c_d+e@example.com', 'ünal', '😀😀', 'x'.repeat(255)])(
    'accepts %s',
    async (username) => {
      const id = await enabled.createUser({ username });
      expect((await enabled.user(id)).username).toBe(username);
    },
  );

  it.each(['ab', 'x'.repeat(256)])(
    'refuses fewer than 3 and more than 255 characters: %s',
    async (username) => {
      expect(await enabled.admin('POST', '/users', { username })).toEqual(
        refusal('error-invalid-length', 3, 255),
      );
    },
  );

  it('does not prevent a person from having the name of a service account', async () => {
    const id = await enabled.createUser({ username: 'service-account-of-nobody' });
    expect((await enabled.user(id)).username).toBe('service-account-of-nobody');
  });
});

describe('the validator of e-mail addresses', () => {
  it.each([' a@example.com', 'a@example.com ', 'a b@example.com', 'a@b@c', 'a', 'a..b@example.com', '  '])(
    'refuses %j',
    async (email) => {
      expect(await enabled.admin('POST', '/users', { username: 'mail', email })).toEqual({
        status: 400,
        body: { field: 'email', errorMessage: 'error-invalid-email', params: ['email', email] },
      });
    },
  );

  it.each(['a@b', "o'neil+tag@example.com", 'ü@exämple.com', 'почта@example.com'])(
    'accepts %s',
    async (email) => {
      const id = await enabled.createUser({ email });
      expect((await enabled.user(id)).email).toBe(email);
    },
  );
});

describe('what the validator of e-mail addresses decides', () => {
  const atoms = [
    "!#$%&'*+/=?^_`{|}~-",
    'a.b',
    'ÜÄ',
    'a-',
    '-a',
    '1',
    '.a',
    'a.',
    'a..b',
    'a,b',
    'a b',
    'a(b)',
    'a:b',
    'a\\b',
  ];
  const quoted = [
    '"a b"',
    '"a@b"',
    '"a"b',
    '"a".b',
    '"a\\"b"',
    '"a\\\\b"',
    '"a\\b"',
    '""',
    '"a"."b c"',
    '"(),:;<>[]@"',
  ];
  const domains = [
    ...[
      'b.example',
      'b',
      'a-b.example',
      'a--b.example',
      '-a.example',
      'a-.example',
      'a.-b.example',
      'a_b.example',
    ],
    ...[
      '.b.example',
      'b.example.',
      'b..example',
      'ß.example',
      'bücher.example',
      'почта.рф',
      'a%b.example',
      'b.1',
    ],
    ...[
      '[127.0.0.1]',
      '[999.1.1.1]',
      '[1.1.1]',
      '127.0.0.1',
      '[IPv6:::1]',
      '[ipv6:2001:db8::1]',
      '[IPv6:1]',
      '[]',
    ],
    ...[
      `${'b'.repeat(63)}.example`,
      `${'b'.repeat(64)}.example`,
      `${'ü'.repeat(60)}.example`,
      '😀.example',
      'b c',
      'b\n',
    ],
  ];
  const addresses = [
    ...[...atoms, ...quoted, 'l'.repeat(64), 'l'.repeat(65), 'ü'.repeat(64), '😀', ''].map(
      (part) => `${part}@l.example`,
    ),
    ...domains.map((domain) => `d@${domain}`),
    ...[
      'none',
      '@',
      '@@',
      'a@b@c.example',
      'a@',
      '<a@b.example>',
      'A <a@b.example>',
      'mailto:a@b.example',
      '\u0007@b.example',
    ],
  ];

  it.each(addresses.map((address, at) => [address, at] as const))('is foreseen: %j', async (email, at) => {
    const { status } = await enabled.admin('POST', '/users', { username: `foreseen-${at}`, email });
    expect([email, isEmailAddress(email)]).toEqual([email, status === 201]);
  });
});

describe('a user with values that the user profile refuses', () => {
  const required = (field: string) => ({
    status: 400,
    body: { field, errorMessage: 'error-user-attribute-required', params: [field] },
  });

  it('cannot be disabled, but can be signed out', async () => {
    const realm = await createBareRealm();
    const id = await realm.createUser();
    const profile = await profileOf(realm);
    const badge = {
      name: 'badge',
      permissions: { view: ['admin'], edit: ['admin'] },
      required: { roles: ['admin'] },
    };
    await realm.admin('PUT', '/users/profile', { ...profile, attributes: [...profile.attributes, badge] });
    expect(await realm.admin('PUT', `/users/${id}`, { enabled: false })).toEqual(required('badge'));
    expect((await realm.user(id)).enabled).toBe(true);
    expect(await realm.admin('POST', `/users/${id}/logout`)).toEqual({ status: 204 });
    expect(await realm.admin('DELETE', `/users/${id}`)).toEqual({ status: 204 });
    await realm.remove();
  });
});
