import { keepRefusedEmail } from '../../../../../../bridge/resources/users/keptEmail.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../../bridge/keycloak/port/errors.ts';
import type { KeycloakUser } from '../../../../../../bridge/keycloak/port/users.ts';
import { tenantWith } from '../../tenant.ts';

describe('a refusal of Keycloak', () => {
  const context = {
    tenant: { ...tenantWith(), config: { version: 1 as const, email: 'keep' as const } },
    report: {
      ignored: () => undefined,
      note: () => undefined,
      named: () => undefined,
      did: () => undefined,
      wrote: () => undefined,
      conflictsWith: () => undefined,
    },
  };
  const write = { username: 'ann', email: 'no address', enabled: true, attributes: {} };
  const refused = (failure: KeycloakFailure, message: string, field?: string) =>
    new KeycloakError(failure, 'refused', { problems: [{ message, field }] });
  const self: KeycloakUser = { ...write, id: 'id', serviceAccount: false, federated: false };

  it.each([
    [
      'of a field that is read-only',
      refused('invalid', 'error-user-attribute-read-only', 'email'),
      undefined,
    ],
    ['of another field', refused('invalid', 'error-invalid-length', 'username'), undefined],
    ['of a password', refused('invalid', 'Invalid password: minimum length 12.'), undefined],
    ['of a user name', refused('conflict', 'User exists with same username'), undefined],
    ['of an address that Keycloak has already', refused('invalid', 'error-invalid-email', 'email'), self],
    ['that is none', new Error('boom'), undefined],
  ])('%s stands', async (_what, error, current) => {
    expect(await keepRefusedEmail(context, error, write, current)).toBeUndefined();
  });

  it('of a user without an address stands', async () => {
    const error = refused('invalid', 'error-user-attribute-required', 'email');
    const before = { ...self, email: 'ann@example.com' };
    expect(await keepRefusedEmail(context, error, { ...write, email: undefined }, before)).toBeUndefined();
  });

  it('of an address that is too long for a user attribute stands', async () => {
    const email = 'x'.repeat(2_049);
    const error = refused('invalid', 'error-invalid-email', 'email');
    expect(await keepRefusedEmail(context, error, { ...write, email })).toBeUndefined();
  });
});
