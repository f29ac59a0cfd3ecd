import { KeycloakError } from '../../port/errors.ts';
import type { MembershipOutcome } from '../../port/groups.ts';

const USER_NOT_FOUND = /user not found/i;

/**
 * The 400 with which Keycloak refuses a role mapping beside an identical one (contract/roles-as-groups: "are answered
 * 204 or 400 for twelve identical joins at once, and the user is a member afterwards").
 */
const CONCURRENT_MAPPING = /could not add user role mappings/i;

const says = ({ problems }: KeycloakError, sentence: RegExp): boolean =>
  problems.some(({ message }) => sentence.test(message));

/**
 * Joins or leaves, and repeats the call if the answer does not tell the result: beside an identical join, or the
 * deletion of the user, Keycloak may answer 400, 409 or 500, and the repeated call tells the truth (contract/groups:
 * "are answered success or 409 to identical joins at once, which leave one membership", "are answered 204, 404 "User
 * not found", 409 or 500 if they are deleted while joining; a repeat is answered 204 or that 404").
 */
export async function settleMembership(
  work: () => Promise<unknown>,
  maxRetries = 1,
): Promise<MembershipOutcome> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    const unclear =
      error.failure === 'conflict' || error.failure === 'unexpected' || says(error, CONCURRENT_MAPPING);
    if (unclear && maxRetries > 0) return settleMembership(work, maxRetries - 1);
    // A repeated 409 still comes from an identical call, which does the same.
    if (error.failure === 'conflict') return 'done';
    if (error.failure === 'notFound' && says(error, USER_NOT_FOUND)) return 'noSuchUser';
    throw error;
  }
}
