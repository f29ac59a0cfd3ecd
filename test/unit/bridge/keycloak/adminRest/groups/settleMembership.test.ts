import { settleMembership } from '../../../../../../bridge/keycloak/adminRest/groups/settleMembership.ts';
import { KeycloakError } from '../../../../../../bridge/keycloak/port/errors.ts';

const failing = (failure: KeycloakError['failure'], message = '') =>
  new KeycloakError(failure, message, { problems: [{ message }] });

/** Returns work that fails with these errors, one after the other, and then succeeds. */
function work(...errors: readonly Error[]): () => Promise<void> {
  const remaining = [...errors];
  return () => {
    const error = remaining.shift();
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
}

const CONCURRENT_MAPPING = failing('invalid', 'Could not add user role mappings!');

describe('settleMembership', () => {
  it.each([
    { what: 'success', errors: [], outcome: 'done' },
    { what: 'one conflict', errors: [failing('conflict')], outcome: 'done' },
    { what: 'two conflicts', errors: [failing('conflict'), failing('conflict')], outcome: 'done' },
    { what: 'an unexpected error, then success', errors: [failing('unexpected')], outcome: 'done' },
    { what: 'a concurrent role mapping', errors: [CONCURRENT_MAPPING], outcome: 'done' },
    { what: 'an unknown user', errors: [failing('notFound', 'User not found')], outcome: 'noSuchUser' },
    {
      what: 'a conflict with the deletion of the user',
      errors: [failing('conflict'), failing('notFound', 'User not found')],
      outcome: 'noSuchUser',
    },
  ])('returns $outcome after $what', async ({ errors, outcome }) => {
    expect(await settleMembership(work(...errors))).toBe(outcome);
  });

  it.each([
    { what: 'an unknown role', errors: [failing('notFound', 'Role not found')] },
    { what: 'another invalid request', errors: [failing('invalid', 'something else')] },
    { what: 'more concurrent role mappings than retries', errors: [CONCURRENT_MAPPING, CONCURRENT_MAPPING] },
    { what: 'a missing right', errors: [failing('refused')] },
  ])('throws the error after $what', async ({ errors }) => {
    await expect(settleMembership(work(...errors))).rejects.toBe(errors.at(-1));
  });
});
