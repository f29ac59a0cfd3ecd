import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Change, RealmAccess, RealmPart } from './part.ts';

type Profile = Awaited<ReturnType<KeycloakAdminClient['users']['getProfile']>>;

/** Whether user names may be changed, which the console calls "Edit username". */
export interface UsernameEditing {
  readonly editUsernameAllowed: boolean;
}

/** A change of whether user names may be changed. */
interface UsernameEditingChange extends Change, UsernameEditing {}

/** Creates the part that is the realm's setting "Edit username". */
export const createUsernameEditing = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<UsernameEditing, UsernameEditing, UsernameEditingChange> => ({
  async read() {
    const settings = await call('GET realm', () => admin.realms.findOne({ realm }));
    return { editUsernameAllowed: settings?.editUsernameAllowed === true };
  },
  diff: ({ editUsernameAllowed }, actual) =>
    editUsernameAllowed === actual.editUsernameAllowed ? [] : [{ outcome: 'changed', editUsernameAllowed }],
  // Settings that are left out stay as they are (contract/realm-setup).
  apply: ({ editUsernameAllowed }) =>
    call('PUT realm', () => admin.realms.update({ realm }, { editUsernameAllowed })),
});

/** What the user profile of a realm is to be. */
export interface DesiredUserProfile {
  /** Whether users lose the right to change their own user names. */
  readonly restrictsUsername: boolean;
}

/** A change of the user profile. */
export interface UserProfileChange extends Change {
  /** What is changed, in words. */
  readonly details: readonly string[];
  /** The profile to store; `undefined` if Keycloak has this very profile already. */
  readonly profile: Profile | undefined;
}

/** Who may change a user name, in the user profile. */
const ADMIN_ONLY = ['admin'];

/** What the console calls the policies for undeclared attributes. */
const POLICIES: Readonly<Record<string, string>> = {
  ENABLED: 'Enabled',
  ADMIN_VIEW: 'Only administrators can view',
  ADMIN_EDIT: 'Only administrators can write',
};

function diffUserProfile({ restrictsUsername }: DesiredUserProfile, actual: Profile): UserProfileChange[] {
  const details: string[] = [];
  const profile = structuredClone(actual);
  // A new realm has no policy, and then drops undeclared attributes without a word (contract/user-profile).
  const policy = String(actual.unmanagedAttributePolicy);
  if (policy !== 'ADMIN_EDIT') {
    // Under ENABLED users could write the attributes that SCIM keeps of them.
    Object.assign(profile, { unmanagedAttributePolicy: 'ADMIN_EDIT' });
    const [before, after] = [POLICIES[policy] ?? 'Disabled', POLICIES.ADMIN_EDIT ?? ''];
    details.push(`"Unmanaged Attributes" from "${before}" to "${after}"`);
  }
  for (const attribute of profile.attributes ?? []) {
    if (attribute.name !== 'username' || !restrictsUsername) continue;
    // "Edit username" alone would let users change their names too: a new profile allows both (contract/user-profile).
    Object.assign(attribute, { permissions: { ...attribute.permissions, edit: ADMIN_ONLY } });
    details.push('"username" written by administrators only');
  }
  if (details.length === 0) return [];
  const isSame = JSON.stringify(profile) === JSON.stringify(actual);
  return [{ outcome: 'changed', details, profile: isSame ? undefined : profile }];
}

/** Creates the part that is the realm's user profile. */
export const createUserProfile = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<DesiredUserProfile, Profile, UserProfileChange> => ({
  read: () => call('GET users/profile', () => admin.users.getProfile({ realm })),
  diff: diffUserProfile,
  async apply({ profile }) {
    if (profile === undefined) return;
    await call('PUT users/profile', () => admin.users.updateProfile({ realm, ...profile }));
  },
});
