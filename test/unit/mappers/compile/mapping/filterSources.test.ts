import type { Json, JsonObject } from '../../../../../scim/json.ts';
import { GROUP_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../../mappers/compile/mapping.ts';
import { GROUP_LIMITS } from '../../../../../mappers/compile/storage/fields.ts';
import { lookupKey } from '../../../../../mappers/compile/lookupKey.ts';
import { sourcesAt } from '../sources.ts';
import { ENTERPRISE, mapping, preset } from './genericMapping.ts';

describe('lookup keys', () => {
  const keys = (user: JsonObject) =>
    mapping.toKeycloak({ userName: 'ann', ...user }).attributes['scim.lookup'];
  const email = (value: string) => lookupKey('emails.value', value, false);

  it.each<[string, JsonObject, string[] | undefined]>([
    ['none', {}, undefined],
    ['externalId, case-exact', { externalId: 'Ab' }, [lookupKey('externalId', 'Ab', true)]],
    ['an empty externalId', { externalId: '' }, [lookupKey('externalId', '', true)]],
    ['no key for the address that Keycloak holds', { emails: [{ value: 'A@x' }] }, undefined],
    [
      'all other addresses, in any case, each once',
      { emails: [{ value: 'a@x' }, { value: 'B@x' }, { value: 'b@X' }, { type: 'home' }, { value: 'c@x' }] },
      [email('b@x'), email('c@x')].sort(),
    ],
    ['an address that Keycloak cannot hold', { emails: [{ value: ' ' }] }, [email(' ')]],
  ])('%s', (_name, user, expected) => {
    expect(keys(user)).toEqual(expected);
  });
});

describe('sources', () => {
  const attribute = (name: string, value: string) => ({ by: 'attribute', name, value });
  const lookup = (path: string, value: string, caseExact: boolean, otherwise?: unknown) => ({
    by: 'lookup',
    path: path.replace(/\.value$/, ''),
    key: lookupKey(path, value, caseExact),
    otherwise,
  });

  it.each<[string, Json, unknown]>([
    ['userName', 'Ann', [{ by: 'username', value: 'ann' }]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:USERNAME', 'Ann', [{ by: 'username', value: 'ann' }]],
    ['name.familyName', 'Smith (External)', [{ by: 'lastName', value: 'Smith External' }]],
    ['name.givenName', '()', undefined],
    ['title', 'Chief', [attribute('title', 'Chief')]],
    ['title', ' ', undefined],
    ['title', 'z'.repeat(3000), [attribute('title', 'z'.repeat(2048))]],
    ['title', null, undefined],
    ['active', true, [{ by: 'enabled', value: true }]],
    ['active', null, undefined],
    ['externalId', 'E1', [lookup('externalId', 'E1', true, attribute('externalId', 'E1'))]],
    ['externalId', '', [lookup('externalId', '', true)]],
    ['emails', 'A@x', [{ by: 'email', value: 'a@x' }, lookup('emails.value', 'a@x', false)]],
    ['emails.value', 'A@x', [{ by: 'email', value: 'a@x' }, lookup('emails.value', 'a@x', false)]],
    ['emails.value', '', [lookup('emails.value', '', false)]],
    ['emails.type', 'work', undefined],
    ['emails.primary', true, undefined],
    ['phoneNumbers.value', '+1', undefined],
    [`${ENTERPRISE}:department`, 'Sales', [attribute('department', 'Sales')]],
    [`${ENTERPRISE}:manager`, '42', [attribute('manager', '42')]],
    [`${ENTERPRISE}:manager.value`, '42', [attribute('manager', '42')]],
    [`${ENTERPRISE}:manager.displayName`, '42', undefined],
    ['id', '1', undefined],
    ['meta.created', 'x', undefined],
    ['password', 'x', undefined],
    ['shoeSize', '43', undefined],
    ['urn:acme:2.0:User:tag', 'x', undefined],
    [ENTERPRISE, 'x', undefined],
  ])('of %s eq %j', (path, value, expected) => {
    expect(sourcesAt(mapping, path, value)).toEqual(expected);
  });

  it('of groups go by name', () => {
    const groups = compileMapping(preset?.group ?? [], GROUP_TYPE, GROUP_LIMITS);
    expect(sourcesAt(groups, 'displayName', 'Staff')).toEqual([{ by: 'name', value: 'Staff' }]);
    const long = { displayName: 'g'.repeat(300), externalId: 'E'.repeat(300) };
    const fields = groups.toKeycloak(long);
    expect(fields.name).toHaveLength(255);
    expect(groups.toScim(fields)).toEqual(long);
  });
});
