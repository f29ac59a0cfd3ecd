import { UnsecuredJWT } from 'jose';
import { accessTokenOf, holderOf, namedHolderOf } from '../../../../bridge/admin/caller.ts';
import { Problem } from '../../../../bridge/admin/problem.ts';

const ISS = 'https://id.example.com/realms/master';
const tokenOf = (claims: Record<string, unknown>): string =>
  new UnsecuredJWT({ iss: ISS, ...claims }).encode();

describe('the holder of an access token', () => {
  it.each([
    [
      { sub: '7', preferred_username: 'ann', sid: 's' },
      { id: 'admin:7', label: 'ann' },
    ],
    [
      { sub: '7', sid: 's' },
      { id: 'admin:7', label: '7' },
    ],
    [
      { sid: 's', azp: 'admin-cli' },
      { id: 'admin:s', label: 'admin-cli, session s' },
    ],
    [{ sid: 's' }, { id: 'admin:s', label: 'unknown client, session s' }],
  ])('with %j is %j', (claims, holder) => {
    expect(holderOf(tokenOf(claims))).toEqual({ ...holder, account: ISS });
  });

  it('is unknown if the token is no JWT', () => {
    expect(holderOf('opaque')).toEqual({ id: 'admin', label: 'unknown' });
  });
});

describe('the name of a holder', () => {
  const account = () => Promise.resolve({ id: '7', username: 'olga' });

  it('is asked of Keycloak if the token has none', async () => {
    const token = tokenOf({ sid: 's', azp: 'admin-cli' });
    expect(await namedHolderOf(token, { account })).toEqual({ id: 'admin:7', label: 'olga', account: ISS });
    for (const unknown of [() => Promise.resolve(undefined), () => Promise.reject(new Error('away'))])
      expect(await namedHolderOf(token, { account: unknown })).toEqual(holderOf(token));
  });

  it('is that of the token otherwise', async () => {
    const never = () => Promise.reject(new Error('not to be asked'));
    const token = tokenOf({ sub: '8', preferred_username: 'ann' });
    expect(await namedHolderOf(token, { account: never })).toEqual({
      ...{ id: 'admin:8', label: 'ann', account: ISS },
    });
  });
});

describe('the access token of a request', () => {
  it('follows the word Bearer, case-insensitively', () => {
    expect(accessTokenOf(' bearer a.b-c_d.e ')).toBe('a.b-c_d.e');
  });

  it.each([
    undefined,
    '',
    'Basic YTpi',
    'Bearer',
    'Bearer a b',
    'Bearer "a"',
    'Bearer a',
    'Bearer a.b.',
    'Bearer a.b.c.d',
  ])('is not in %j', (header) => {
    expect(() => accessTokenOf(header)).toThrow(Problem);
  });
});
