import fc from 'fast-check';
import type { KeycloakUser, UserWrite } from '../../../../../bridge/keycloak/port/users.ts';
import { isSame, toResource, toWrite, withoutOwn } from '../../../../../bridge/resources/users/userView.ts';
import type { JsonObject } from '../../../../../scim/json.ts';
import { anyUser } from '../../../mappers/compile/users.ts';
import { refusalOf } from '../../../scim/refusal.ts';
import { keycloakUser, tenantWith } from '../tenant.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const tenant = tenantWith();

/** The user that Keycloak stores after a write. */
const storedAfter = (write: UserWrite): KeycloakUser =>
  keycloakUser({ ...write, username: write.username.toLowerCase() });

describe('toResource', () => {
  it('converts a user to a complete resource', () => {
    const user = keycloakUser({
      id: 'a/b',
      email: 'a@x',
      attributes: { department: ['Sales'], 'scim.lastModified': ['2026-02-02T02:02:02.222Z'], other: ['x'] },
      createdTimestamp: Date.parse('2026-01-01T01:01:01.111Z'),
    });
    expect(toResource(tenant, user)).toEqual({
      schemas: [CORE, ENTERPRISE],
      id: 'a/b',
      userName: 'ann',
      active: true,
      emails: [{ value: 'a@x', type: 'work', primary: true }],
      [ENTERPRISE]: { department: 'Sales' },
      meta: {
        resourceType: 'User',
        created: '2026-01-01T01:01:01.111Z',
        lastModified: '2026-02-02T02:02:02.222Z',
        location: 'https://x.example/realms/acme/scim/v2/Users/a%2Fb',
        version: expect.stringMatching(/^W\/"[\w-]{22}"$/) as string,
      },
    });
  });

  it('takes the creation time as lastModified if no other time is stored', () => {
    const created = '2026-01-01T01:01:01.111Z';
    expect(toResource(tenant, keycloakUser({ createdTimestamp: Date.parse(created) })).meta).toMatchObject({
      created,
      lastModified: created,
    });
    const { meta } = toResource(tenant, keycloakUser());
    expect(meta).not.toHaveProperty('created');
    expect(meta).not.toHaveProperty('lastModified');
  });

  it.each([0, -1, 1e18, Number.NaN, 8.64e15, 253_402_300_800_000])(
    'leaves out the times of meta for the creation time %d',
    (createdTimestamp) => {
      const { meta } = toResource(tenant, keycloakUser({ createdTimestamp }));
      expect(meta).not.toHaveProperty('created');
      expect(meta).not.toHaveProperty('lastModified');
    },
  );

  it('ignores a stored lastModified that is not a dateTime', () => {
    const createdTimestamp = Date.parse('2026-01-01T01:01:01.111Z');
    const attributes = { 'scim.lastModified': ['not a date'] };
    expect(toResource(tenant, keycloakUser({ createdTimestamp, attributes })).meta).toMatchObject({
      lastModified: '2026-01-01T01:01:01.111Z',
    });
    expect(toResource(tenant, keycloakUser({ attributes })).meta).not.toHaveProperty('lastModified');
  });

  it('has a version that depends on its content, not on its times', () => {
    const version = (user: Partial<KeycloakUser>) =>
      (toResource(tenant, keycloakUser(user)).meta as { version: string }).version;
    expect(version({ createdTimestamp: 1, attributes: { 'scim.lastModified': ['x'] } })).toBe(version({}));
    expect(version({ attributes: { unmapped: ['x'] } })).toBe(version({}));
    expect(version({ enabled: false })).not.toBe(version({}));
    expect(version({ id: '2' })).not.toBe(version({}));
  });
});

describe('withoutOwn', () => {
  it('removes schemas, id and meta', () => {
    const resource = toResource(tenant, keycloakUser());
    expect(withoutOwn(resource)).toEqual({ userName: 'ann', active: true });
    expect(Object.keys(resource)).toContain('meta');
  });
});

describe('toWrite', () => {
  it('keeps attributes that the mapping does not own, and clears those that it owns', () => {
    const current = keycloakUser({
      email: 'old@x',
      firstName: 'Old',
      attributes: {
        phone: ['1', '2'],
        locale: ['de'],
        title: ['Old'],
        'scim.exact': ['0:{}'],
        'scim.lastModified': ['x'],
        LDAP_ID: ['7'],
        LDAP_ENTRY_DN: ['cn=ann'],
        modifyTimestamp: ['0'],
      },
    });
    expect(toWrite(tenant, { userName: 'ann', active: false, nickName: 'A' }, current)).toEqual({
      username: 'ann',
      email: undefined,
      firstName: undefined,
      lastName: undefined,
      enabled: false,
      attributes: { phone: ['1', '2'], locale: ['de'], 'scim.lastModified': ['x'], nickName: ['A'] },
    });
  });

  it.each<[string, JsonObject, Partial<Parameters<typeof tenantWith>[1]>, string | undefined]>([
    ['stored', { password: 's3cret' }, {}, 's3cret'],
    ['absent', {}, {}, undefined],
    ['empty', { password: '' }, {}, undefined],
    ['ignored by the profile', { password: 's3cret' }, { password: 'ignore' }, undefined],
  ])('handles a password that is %s', (_name, members, behaviours, password) => {
    const write = toWrite(tenantWith({}, behaviours), { userName: 'ann', ...members });
    expect(write.password).toBe(password);
    expect(JSON.stringify(write.attributes)).not.toContain('s3cret');
  });

  it.each([
    [{ emails: [{ value: 'Ann@x' }] }, 'ann@x'],
    [{}, 'ann'],
    [{ emails: [{ value: ' ' }] }, 'ann'],
  ])('takes the e-mail address as user name if the realm is configured so: %j', (members, username) => {
    expect(toWrite(tenantWith({ emailAsUsername: true }), { userName: 'Ann', ...members }).username).toBe(
      username,
    );
  });

  it('accepts a user that is too large already, unless it grows', () => {
    const records = Array.from(
      { length: 140 },
      (_, at) => `${at}:{"urn":"urn:x:${at}","value":{"a":"${'x'.repeat(1_950)}"}}`,
    );
    const current = keycloakUser({ attributes: { 'scim.extensions': records } });
    const { title, ...resource } = {
      ...withoutOwn(toResource(tenant, current)),
      active: false,
      title: 'x'.repeat(2_000),
    };
    expect(toWrite(tenant, resource, current).enabled).toBe(false);
    expect(() => toWrite(tenant, { ...resource, title }, current)).toThrow(/too large/);
  });

  it('refuses a user that is too large, and accepts one below the limit', () => {
    const big = (length: number) =>
      toWrite(tenant, { userName: 'ann', 'urn:acme:x': { a: 'x'.repeat(length) } });
    expect(refusalOf(() => big(300_000))).toMatch(
      /^invalidValue: The user is too large: \d+ characters, of which 262144 can be kept\.$/,
    );
    expect(Object.keys(big(250_000).attributes)).toEqual(['scim.extensions']);
  });

  it('counts only attributes that SCIM stores', () => {
    const current = keycloakUser({ attributes: { huge: ['x'.repeat(1_000_000)] } });
    expect(toWrite(tenant, { userName: 'ann' }, current).attributes.huge).toHaveLength(1);
    const big = { userName: 'ann', 'urn:acme:x': { a: 'x'.repeat(300_000) } };
    expect(() => toWrite(tenant, big, current)).toThrow(/too large/);
  });
});

describe('isSame', () => {
  const user = keycloakUser({
    email: 'a@x',
    lastName: 'Lee',
    attributes: { title: ['x'], 'scim.emails': ['0:a', '1:b'], 'scim.lastModified': ['then'] },
  });
  const write: UserWrite = {
    username: 'ann',
    email: 'a@x',
    firstName: undefined,
    lastName: 'Lee',
    enabled: true,
    attributes: { title: ['x'], 'scim.emails': ['0:a', '1:b'] },
  };

  it.each<[string, Partial<UserWrite>, boolean]>([
    ['nothing else', {}, true],
    ['the userName in another case', { username: 'ANN' }, true],
    ['values in another order', { attributes: { title: ['x'], 'scim.emails': ['1:b', '0:a'] } }, true],
    ['an empty name', { firstName: '' }, true],
    ['another time', { attributes: { ...write.attributes, 'scim.lastModified': ['now'] } }, true],
    ['an attribute of the federation', { attributes: { ...write.attributes, LDAP_ID: ['7'] } }, true],
    ['an attribute without values', { attributes: { ...write.attributes, more: [] } }, true],
    ['a password', { password: 'x' }, false],
    ['another userName', { username: 'anna' }, false],
    ['no e-mail address', { email: undefined }, false],
    ['another name', { lastName: 'LEE' }, false],
    ['a new name', { firstName: 'Ann' }, false],
    ['another state', { enabled: false }, false],
    ['another value', { attributes: { ...write.attributes, title: ['y'] } }, false],
    ['a value less', { attributes: { title: ['x'], 'scim.emails': ['0:a'] } }, false],
    ['an attribute less', { attributes: { 'scim.emails': ['0:a', '1:b'] } }, false],
    ['an attribute more', { attributes: { ...write.attributes, more: ['x'] } }, false],
  ])('compares a user with a write with %s: %j', (_name, change, same) => {
    expect(isSame(user, { ...write, ...change })).toBe(same);
  });
});

describe('reading and writing', () => {
  it('changes nothing if a client sends back what it read', () => {
    fc.assert(
      fc.property(anyUser, (resource) => {
        fc.pre(JSON.stringify(resource).length < 50_000);
        const user = storedAfter(toWrite(tenant, resource));
        const sent = withoutOwn(toResource(tenant, user));
        expect(sent).not.toHaveProperty('password');
        expect(isSame(user, toWrite(tenant, sent, user))).toBe(true);
      }),
    );
  });
});
