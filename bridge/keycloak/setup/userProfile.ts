import { isDeepStrictEqual } from 'node:util';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { MADE_BY_SETUP, type Change, type FieldChange, type RealmAccess, type RealmPart } from './part.ts';

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
  absent: () => ({ editUsernameAllowed: false }),
  diff: ({ editUsernameAllowed }, actual) =>
    editUsernameAllowed === actual.editUsernameAllowed
      ? []
      : [
          {
            outcome: 'changed',
            object: 'realm settings',
            fields: [{ field: 'Edit username', from: actual.editUsernameAllowed, to: editUsernameAllowed }],
            editUsernameAllowed,
          },
        ],
  // Settings that are left out stay as they are (contract/realm-setup).
  apply: ({ editUsernameAllowed }) =>
    call('PUT realm', () => admin.realms.update({ realm }, { editUsernameAllowed })),
});

/** An attribute that the user profile is to declare, or not; members that are left out stay. */
export interface DesiredAttribute {
  readonly name: string;
  readonly isPresent: boolean;
  readonly members: Readonly<Record<string, unknown>>;
}

/** What the user profile of a realm is to be. */
export interface DesiredUserProfile {
  /** Whether users lose the right to change their own user names. */
  readonly restrictsUsername: boolean;
  /** Whether Keycloak drops undeclared attributes; by default administrators alone may write them. */
  readonly dropsUndeclared?: boolean;
  readonly attributes?: readonly DesiredAttribute[];
}

/** A change of the user profile. */
export interface UserProfileChange extends Change {
  readonly fields: readonly FieldChange[];
  /** The profile to store; `undefined` if Keycloak has this very profile already. */
  readonly profile: Profile | undefined;
}

/** The profile of a new realm, as far as set-up changes it (contract/user-profile). */
const NEW_PROFILE: Profile = {
  attributes: [
    { name: 'username', permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] } },
    ...['email', 'firstName', 'lastName'].map((name) => ({ name })),
  ],
};

type ProfileAttribute = NonNullable<Profile['attributes']>[number];

/** Who may change a user name, in the user profile. */
const ADMIN_ONLY = ['admin'];

/** What the console calls the policies for undeclared attributes. */
const POLICIES: Readonly<Record<string, string>> = {
  ENABLED: 'Enabled',
  ADMIN_VIEW: 'Only administrators can view',
  ADMIN_EDIT: 'Only administrators can write',
};

const policyText = (policy: string): string => POLICIES[policy] ?? 'Disabled';

/** A new attribute of the user profile: administrators alone see and write it, unless the members say otherwise. */
const newAttribute = ({ name, members }: DesiredAttribute): ProfileAttribute => ({
  permissions: { view: ADMIN_ONLY, edit: ADMIN_ONLY },
  ...members,
  name,
  annotations: { ...(members.annotations as object | undefined), ...MADE_BY_SETUP },
});

const isMadeBySetup = ({ annotations = {} }: ProfileAttribute): boolean =>
  Object.entries(MADE_BY_SETUP).every(([name, value]) => annotations[name] === value);

/** The members of an attribute that hold sets: Keycloak returns them in an order of its own. */
const WITH_SETS: readonly string[] = ['permissions', 'required'];

/** A member of an attribute as it is compared: `null` stands for none. */
const comparable = (member: string, value: unknown): unknown =>
  WITH_SETS.includes(member) && typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, list]: [string, unknown]) => [
          name,
          Array.isArray(list) ? new Set(list) : list,
        ]),
      )
    : (value ?? undefined);

const isSameMember = (member: string, from: unknown, to: unknown): boolean =>
  isDeepStrictEqual(comparable(member, from), comparable(member, to));

/** Brings an attribute into its desired state; returns what differed. */
function changeAttribute(attributes: ProfileAttribute[], desired: DesiredAttribute): FieldChange[] {
  const { name, isPresent, members } = desired;
  const at = attributes.findIndex((attribute) => attribute.name === name);
  const actual = attributes[at];
  if (!isPresent) {
    if (actual === undefined || !isMadeBySetup(actual)) return [];
    attributes.splice(at, 1);
    return [{ field: `attribute ${name}`, from: 'declared' }];
  }
  if (actual === undefined) {
    attributes.push(newAttribute(desired));
    return [{ field: `attribute ${name}`, to: 'declared' }];
  }
  const annotations = { ...actual.annotations, ...(members.annotations as object | undefined) };
  const changed = { ...actual, ...members, ...(members.annotations === undefined ? {} : { annotations }) };
  const before = actual as Readonly<Record<string, unknown>>;
  const fields = Object.entries(changed)
    .filter(([member, to]) => !isSameMember(member, before[member], to))
    .map(([member, to]) => ({ field: `attribute ${name}.${member}`, from: before[member], to }));
  if (fields.length > 0) attributes[at] = changed;
  return fields;
}

/** Brings the policy for undeclared attributes into its desired state; returns what differed. */
function changePolicy(profile: Profile, desired: string): FieldChange[] {
  const policy = (profile.unmanagedAttributePolicy ?? 'DISABLED') as string;
  if (policy === desired) return [];
  if (desired === 'DISABLED') delete profile.unmanagedAttributePolicy;
  else Object.assign(profile, { unmanagedAttributePolicy: desired });
  return [{ field: 'Unmanaged Attributes', from: policyText(policy), to: policyText(desired) }];
}

function diffUserProfile(
  { restrictsUsername, dropsUndeclared = false, attributes: desired = [] }: DesiredUserProfile,
  actual: Profile,
): UserProfileChange[] {
  const profile = structuredClone(actual);
  const attributes = (profile.attributes ??= []);
  // A new realm has no policy, and then drops undeclared attributes without a word (contract/user-profile). Under ENABLED
  // users could write the attributes that SCIM keeps of them.
  const fields = changePolicy(profile, dropsUndeclared ? 'DISABLED' : 'ADMIN_EDIT');
  for (const attribute of attributes) {
    if (attribute.name !== 'username' || !restrictsUsername) continue;
    if (isDeepStrictEqual(attribute.permissions?.edit, ADMIN_ONLY)) continue;
    // "Edit username" alone would let users change their names too: a new profile allows both (contract/user-profile).
    Object.assign(attribute, { permissions: { ...attribute.permissions, edit: ADMIN_ONLY } });
    fields.push({ field: 'username', to: 'written by administrators only' });
  }
  fields.push(...desired.flatMap((attribute) => changeAttribute(attributes, attribute)));
  if (fields.length === 0) return [];
  const isSame = JSON.stringify(profile) === JSON.stringify(actual);
  return [{ outcome: 'changed', object: 'user profile', fields, profile: isSame ? undefined : profile }];
}

/** Creates the part that is the realm's user profile. */
export const createUserProfile = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<DesiredUserProfile, Profile, UserProfileChange> => ({
  read: () => call('GET users/profile', () => admin.users.getProfile({ realm })),
  absent: () => NEW_PROFILE,
  diff: diffUserProfile,
  async apply({ profile }) {
    if (profile === undefined) return;
    await call('PUT users/profile', () => admin.users.updateProfile({ realm, ...profile }));
  },
});

/** What the user profile was like before set-up. */
export interface FormerUserProfile {
  /** What became of undeclared attributes, as Keycloak has it. */
  readonly policy: string;
  /** Whether users edited their own user names, as far as the realm let them. */
  readonly usersEditUsername: boolean;
}

function diffFormer({ policy, usersEditUsername }: FormerUserProfile, actual: Profile): UserProfileChange[] {
  const profile = structuredClone(actual);
  const fields = changePolicy(profile, policy);
  for (const attribute of profile.attributes ?? []) {
    const { edit = [] } = attribute.permissions ?? {};
    if (attribute.name !== 'username' || !usersEditUsername || edit.includes('user')) continue;
    Object.assign(attribute, { permissions: { ...attribute.permissions, edit: [...edit, 'user'] } });
    fields.push({ field: 'username', to: 'written by users too' });
  }
  const removed = (profile.attributes ?? []).filter(isMadeBySetup);
  profile.attributes = (profile.attributes ?? []).filter((attribute) => !isMadeBySetup(attribute));
  fields.push(...removed.map(({ name = '' }) => ({ field: `attribute ${name}`, from: 'declared' })));
  return fields.length === 0 ? [] : [{ outcome: 'changed', object: 'user profile', fields, profile }];
}

/** Creates the part that is the user profile as it was before set-up. */
export const createFormerUserProfile = (
  access: RealmAccess,
): RealmPart<FormerUserProfile, Profile, UserProfileChange> => {
  const { read, apply } = createUserProfile(access);
  return {
    read: () => read({ restrictsUsername: false }),
    absent: () => NEW_PROFILE,
    diff: diffFormer,
    apply,
  };
};
