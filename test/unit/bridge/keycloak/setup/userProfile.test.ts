import type { RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';
import { createUserProfile } from '../../../../../bridge/keycloak/setup/userProfile.ts';

const { diff } = createUserProfile({} as RealmAccess);
type Profile = Parameters<typeof diff>[1];

/** A user profile with a policy for undeclared attributes, in which `edit` may write user names. */
function profile(edit: string[], policy?: string): Profile {
  const attributes = [{ name: 'username', permissions: { view: ['user'], edit } }, { name: 'email' }];
  const policies = policy === undefined ? {} : { unmanagedAttributePolicy: policy };
  return Object.assign<Profile, object>({ attributes }, policies);
}

const USERS = ['admin', 'user'];

describe('the user profile', () => {
  it.each([
    [undefined, 'Disabled'],
    ['ENABLED', 'Enabled'],
    ['ADMIN_VIEW', 'Only administrators can view'],
  ])('lets only administrators write undeclared attributes instead of the policy %s', (policy, words) => {
    const [change, ...others] = diff({ restrictsUsername: false }, profile(USERS, policy));
    expect(others).toEqual([]);
    expect(change?.fields).toEqual([
      { field: 'Unmanaged Attributes', from: words, to: 'Only administrators can write' },
    ]);
    expect(change?.profile).toEqual(profile(USERS, 'ADMIN_EDIT'));
  });

  it('lets only administrators write user names if that is desired', () => {
    expect(diff({ restrictsUsername: true }, profile(USERS, 'ADMIN_EDIT'))).toEqual([
      {
        outcome: 'changed',
        object: 'user profile',
        fields: [{ field: 'username', to: 'written by administrators only' }],
        profile: profile(['admin'], 'ADMIN_EDIT'),
      },
    ]);
  });

  it('is not stored again if administrators alone write user names already', () => {
    const [change] = diff({ restrictsUsername: true }, profile(['admin'], 'ADMIN_EDIT'));
    expect(change?.profile).toBeUndefined();
  });

  it('is left if nothing differs', () => {
    expect(diff({ restrictsUsername: false }, profile(USERS, 'ADMIN_EDIT'))).toEqual([]);
  });
});
