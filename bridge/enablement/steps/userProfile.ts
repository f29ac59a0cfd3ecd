import type { FieldChange } from '../../keycloak/setup/part.ts';
import type { DesiredAttribute } from '../../keycloak/setup/userProfile.ts';
import { writtenAttributes } from '../../tenants/lint.ts';
import type { DeclaredUserProfile } from '../request/declared.ts';
import type { DesiredRealm } from '../plan/desiredRealm.ts';
import { step } from './step.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A change of the user profile in words. */
const detail = ({ field, from, to }: FieldChange): string =>
  from === undefined ? `"${field}" ${textOf(to)}` : `"${field}" from "${textOf(from)}" to "${textOf(to)}"`;

/** The attributes that the user profile is to declare: those of the document, and all that SCIM writes if others are dropped. */
function desiredAttributes(
  { undeclared, attributes = [] }: DeclaredUserProfile,
  { profile, settingsBefore }: DesiredRealm,
): DesiredAttribute[] {
  const declared = attributes.map(({ ensure, name, ...members }) => ({
    name,
    isPresent: ensure !== 'absent',
    members,
  }));
  if (undeclared !== 'drop') return declared;
  const names = new Set([...attributes, ...settingsBefore.profile].map(({ name }) => name));
  const missing = writtenAttributes(profile).filter((name) => !names.has(name));
  return [...declared, ...missing.map((name) => ({ name, isPresent: true, members: { multivalued: true } }))];
}

/** Lets user names be changed; reported with the user profile. */
export const editUsername = step({
  name: 'user names',
  part: ({ setup }) => setup.parts.usernameEditing,
  desired: () => ({ editUsernameAllowed: true }),
  report: () => [],
});

/**
 * Lets administrators, and nobody else, write undeclared attributes. Users who cannot change their user names will not be
 * able to when "Edit username" is turned on.
 */
export const userProfile = step({
  name: 'user profile',
  part: ({ setup }) => setup.parts.userProfile,
  desired: ({ options: { userProfile: declared = {} }, desired }) => ({
    restrictsUsername: !desired.settingsBefore.usernamesEditable,
    dropsUndeclared: declared.undeclared === 'drop',
    attributes: desiredAttributes(declared, desired),
  }),
  report({ changes }, { desired: { settingsBefore } }) {
    const details = [
      ...(settingsBefore.usernamesEditable ? [] : ['"Edit username" on']),
      ...changes.flatMap(({ fields }) => fields.map(detail)),
    ];
    return [[['user profile', ...details].join(', '), details.length === 0 ? 'kept' : 'changed']];
  },
});
