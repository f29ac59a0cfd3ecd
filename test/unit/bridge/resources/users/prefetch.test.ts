import { prefetchFor } from '../../../../../bridge/resources/users/prefetch.ts';
import type { Json } from '../../../../../scim/json.ts';
import { readPatch } from '../../../../../scim/patch/operations.ts';
import { patch, USER_URN } from '../../../../support/scim/messages.ts';
import { tenantWith } from '../tenant.ts';

const tenant = tenantWith();

const prefetch = (operation: object) =>
  prefetchFor(tenant, readPatch(tenant.userType, patch(operation) as unknown as Json));

describe('prefetchFor', () => {
  it.each<[object, string]>([
    [{ op: 'replace', path: 'USERNAME', value: 'x' }, 'fresh'],
    [{ op: 'replace', path: `${USER_URN}:emails`, value: [] }, 'fresh'],
    [{ op: 'add', path: 'emails[type eq "work"].value', value: 'x' }, 'fresh'],
    [{ op: 'add', value: { title: 'x', password: 'y' } }, 'fresh'],
    [{ op: 'add', value: { [USER_URN]: { userName: 'x' } } }, 'fresh'],
    [{ op: 'replace', path: 'active', value: false }, 'remembered'],
    [{ op: 'replace', value: { [`${USER_URN}:Active`]: false } }, 'remembered'],
    [{ op: 'replace', path: USER_URN, value: { active: false } }, 'remembered'],
    [{ op: 'replace', path: 'title', value: 'x' }, 'later'],
    [{ op: 'replace', path: 'urn:acme:2.0:User:active', value: false }, 'later'],
    [{ op: 'add', value: { shoeSize: 43 } }, 'later'],
  ])('reads the roles that %j needs: %s', (operation, expected) => {
    expect(prefetch(operation)).toBe(expected);
  });
});
