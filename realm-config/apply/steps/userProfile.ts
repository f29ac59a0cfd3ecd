import { step } from './step.ts';

/** Lets user names be changed; reported with the user profile. */
export const editUsername = step({
  name: 'user names',
  part: ({ setup }) => setup.parts.usernameEditing,
  desired: () => ({ editUsernameAllowed: true }),
  results: ({ changes }) => ({ editUsernameTurnedOn: changes.length > 0 }),
  report: () => [],
});

/**
 * Lets administrators, and nobody else, write undeclared attributes. Users who could not change their user names before
 * "Edit username" was turned on still cannot.
 */
export const userProfile = step({
  name: 'user profile',
  part: ({ setup }) => setup.parts.userProfile,
  desired: ({ results }) => ({ restrictsUsername: results.editUsernameTurnedOn === true }),
  report({ changes }, { results }) {
    const details = [
      ...(results.editUsernameTurnedOn === true ? ['"Edit username" on'] : []),
      ...changes.flatMap((change) => change.details),
    ];
    return [[['user profile', ...details].join(', '), details.length === 0 ? 'kept' : 'changed']];
  },
});
