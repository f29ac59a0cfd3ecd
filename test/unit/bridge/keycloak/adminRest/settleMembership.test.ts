import { membership } from '../../../../../bridge/keycloak/adminRest/settleMembership.ts';
import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';

const failing = (failure: KeycloakError['failure'], message = '') =>
  new KeycloakError(failure, message, { problems: [{ message }] });

/** Work that fails with these, one after the other, and then succeeds. */
function work(...errors: readonly Error[]): () => Promise<void> {
  const left = [...errors];
  return () => {
    const error = left.shift();
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
}

const MET_ITSELF = failing('invalid', 'Could not add user role mappings!');

describe('what came of a join or a leave', () => {
  it.each([
    { what: 'nothing against it', errors: [], outcome: 'done' },
    { what: 'a conflict, once', errors: [failing('conflict')], outcome: 'done' },
    { what: 'a conflict, twice', errors: [failing('conflict'), failing('conflict')], outcome: 'done' },
    { what: 'an answer that says nothing', errors: [failing('unexpected')], outcome: 'done' },
    { what: 'a role that is just being given', errors: [MET_ITSELF], outcome: 'done' },
    { what: 'no such user', errors: [failing('notFound', 'User not found')], outcome: 'noSuchUser' },
    {
      what: 'a conflict with the deletion of the user',
      errors: [failing('conflict'), failing('notFound', 'User not found')],
      outcome: 'noSuchUser',
    },
  ])('$what: $outcome', async ({ errors, outcome }) => {
    expect(await membership(work(...errors))).toBe(outcome);
  });

  it.each([
    { what: 'no such role', errors: [failing('notFound', 'Role not found')] },
    { what: 'another refusal', errors: [failing('invalid', 'something else')] },
    { what: 'more meetings than repeats', errors: [MET_ITSELF, MET_ITSELF] },
    { what: 'a right that is missing', errors: [failing('refused')] },
  ])('$what is thrown', async ({ errors }) => {
    await expect(membership(work(...errors))).rejects.toBe(errors.at(-1));
  });
});
