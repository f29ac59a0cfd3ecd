import { randomBytes } from 'node:crypto';
import { KeycloakError } from '../../../../bridge/keycloak/port/errors.ts';
import type { NewUser } from '../../../../bridge/keycloak/port/users.ts';
import type { OpenRealm } from '../openRealm.ts';

/** What holds of a realm behind the port, by the sentence that says it; the function fails where it does not hold. */
export type RealmCases = Readonly<Record<string, (opened: OpenRealm) => Promise<void>>>;

/** An id that nothing has. */
export const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

/** A window that is large enough for everything. */
export const EVERYTHING = { first: 0, max: 1_000 };

/** A name that nothing else has. */
export const freshName = (prefix = 'name'): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** An enabled user with a name of its own. */
export const newUser = (members: Partial<NewUser> = {}): NewUser => ({
  username: freshName('user'),
  enabled: true,
  attributes: {},
  ...members,
});

/** How a call fails, without its message, which is for the log. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<Pick<KeycloakError, 'failure' | 'status' | 'problems'>> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    const { failure, status, problems } = error;
    return { failure, status, problems };
  }
  throw new Error('Expected a failure, but the call went through.');
}

/** The failure of a search for an empty value. */
export const EMPTY_VALUE = { failure: 'unexpected', status: undefined, problems: [] };

/** The failure of a call about a user who does not exist. */
export const NO_USER = { failure: 'notFound', status: 404, problems: [{ message: 'User not found' }] };
