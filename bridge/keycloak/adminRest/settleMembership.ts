import { KeycloakError } from '../port/errors.ts';
import type { MembershipOutcome } from '../port/groups.ts';

const NO_SUCH_USER = /user not found/i;

/** How Keycloak refuses (400) a role that an identical request is giving in the same instant. */
const MET_ITSELF = /could not add user role mappings/i;

const says = ({ problems }: KeycloakError, what: RegExp): boolean =>
  problems.some(({ message }) => what.test(message));

/**
 * What came of a join or a leave. Where it meets an identical one, or the deletion of its user, Keycloak may answer
 * 400, 409 or 500; asked once more it says how things stand.
 */
export async function membership(work: () => Promise<unknown>, repeats = 1): Promise<MembershipOutcome> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    const unclear = error.failure === 'conflict' || error.failure === 'unexpected' || says(error, MET_ITSELF);
    if (unclear && repeats > 0) return membership(work, repeats - 1);
    if (error.failure === 'conflict') return 'done';
    if (error.failure === 'notFound' && says(error, NO_SUCH_USER)) return 'noSuchUser';
    throw error;
  }
}
