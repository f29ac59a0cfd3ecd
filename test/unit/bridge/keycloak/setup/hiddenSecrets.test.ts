import { withDigests, withKnownSecrets } from '../../../../../bridge/keycloak/setup/hiddenSecrets.ts';

const MASK = '**********';

describe('a secret that Keycloak hides', () => {
  const names = ['password'];
  const asShown = async (members: Readonly<Record<string, string>>) => ({
    ...(await withDigests(names, members)),
    password: MASK,
  });

  it('is known by the digest that was written beside it', async () => {
    const actual = await asShown({ password: 'one', host: 'h' });
    expect(JSON.stringify(actual)).not.toContain('one');
    expect(await withKnownSecrets(names, actual, { password: 'one' })).toEqual({
      ...actual,
      password: 'one',
    });
    expect(await withKnownSecrets(names, actual, { password: 'two' })).toEqual(actual);
    expect(await withKnownSecrets(names, actual, {})).toEqual(actual);
  });

  it('has another digest each time, so that nobody sees where two are the same', async () => {
    expect(await asShown({ password: 'one' })).not.toEqual(await asShown({ password: 'one' }));
  });

  it.each([undefined, '', 'x', 'A'.repeat(64)])('is not known if the digest is %j', async (digest) => {
    const actual = { password: MASK, ...(digest === undefined ? {} : { 'scim.digest.password': digest }) };
    expect(await withKnownSecrets(names, actual, { password: 'one' })).toEqual(actual);
  });

  it.each(['${vault.smtp}', MASK])('has no digest if it is %s', async (password) => {
    expect(await withDigests(names, { password })).toEqual({ password });
  });
});
