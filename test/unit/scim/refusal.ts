import { ScimError } from '../../../scim/errors.ts';

/** The code and the detail with which an action is refused, as one line; fails if it is not. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ScimError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('Expected a refusal, but the action went through.');
}
