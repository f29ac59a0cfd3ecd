import {
  deleteOnce,
  isId,
  refuseEmpty,
  toUser,
} from '../../../../../bridge/keycloak/adminRest/representation.ts';
import type { Caller } from '../../../../../bridge/keycloak/adminRest/call.ts';
import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';

describe('toUser', () => {
  it('refuses an answer without id or username', () => {
    expect(() => toUser({ username: 'ann' })).toThrow("Keycloak's answer lacks the id of a user");
    expect(() => toUser({ id: '1' })).toThrow("Keycloak's answer lacks the username of a user");
  });

  it('recognizes a service account by its username, and a federated user by its link or id', () => {
    expect(toUser({ id: '1', username: 'service-account-app' })).toMatchObject({ serviceAccount: true });
    expect(toUser({ id: '1', username: 'ann', federationLink: 'ldap' })).toMatchObject({ federated: true });
    expect(toUser({ id: 'f:ldap:ann', username: 'ann' })).toMatchObject({ federated: true });
    expect(toUser({ id: '1', username: 'ann' })).toMatchObject({ serviceAccount: false, federated: false });
  });
});

describe('isId', () => {
  it.each(['', '.', '..', 'count', 'profile', 'f:', 'f:x', 'a/b', 'a?b', 'a#b', 'a%2e', 'a\u0001'])(
    'refuses %j, which would lead to another URL or to an error',
    (text) => {
      expect(isId(text)).toBe(false);
    },
  );

  it.each(['5f0c2e6a-0000-4000-8000-000000000000', 'f:ldap:ann lee', 'counted'])('accepts %j', (text) => {
    expect(isId(text)).toBe(true);
  });
});

describe('refuseEmpty', () => {
  it('throws for an empty value only', () => {
    expect(() => {
      refuseEmpty({ by: 'username', value: '' });
    }).toThrow(RangeError);
    expect(() => {
      refuseEmpty({ by: 'enabled', value: false });
    }).not.toThrow();
  });
});

describe('deleteOnce', () => {
  const failing = (failure: KeycloakError['failure']) => new KeycloakError(failure, failure);

  /** Runs a deletion that fails with these errors, one after the other, and then succeeds; counts the attempts. */
  async function run(
    errors: readonly Error[],
    exists?: () => Promise<boolean>,
  ): Promise<{ result: boolean | Error; attempts: number }> {
    const remaining = [...errors];
    let attempts = 0;
    const call: Caller = (_name, work) => work();
    const work = (): Promise<void> => {
      attempts += 1;
      const error = remaining.shift();
      return error === undefined ? Promise.resolve() : Promise.reject(error);
    };
    const result = await deleteOnce(call, 'DELETE x', work, exists).catch((error: unknown) => error as Error);
    return { result, attempts };
  }

  it('returns true for a deletion, false for something that does not exist', async () => {
    expect(await run([])).toEqual({ result: true, attempts: 1 });
    expect(await run([failing('notFound')])).toEqual({ result: false, attempts: 1 });
  });

  it('repeats after a conflict, up to four attempts', async () => {
    expect(await run([failing('conflict'), failing('conflict')])).toEqual({ result: true, attempts: 3 });
    const conflicts = Array.from({ length: 4 }, () => failing('conflict'));
    expect(await run(conflicts)).toEqual({ result: conflicts[3], attempts: 4 });
  });

  it('counts as its own deletion if the resource is missing after an attempt', async () => {
    expect(await run([failing('conflict'), failing('notFound')])).toEqual({ result: true, attempts: 2 });
  });

  it('returns false after an unexpected error if the resource does not exist any more, else throws it', async () => {
    const error = failing('unexpected');
    expect(await run([error], () => Promise.resolve(false))).toEqual({ result: false, attempts: 1 });
    expect(await run([error], () => Promise.resolve(true))).toEqual({ result: error, attempts: 1 });
    expect(await run([error])).toEqual({ result: error, attempts: 1 });
  });

  it('throws other errors at once', async () => {
    const error = failing('refused');
    expect(await run([error])).toEqual({ result: error, attempts: 1 });
  });
});
