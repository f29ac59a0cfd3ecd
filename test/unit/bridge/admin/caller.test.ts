import { UnsecuredJWT } from 'jose';
import { holderOf } from '../../../../bridge/admin/caller.ts';

const ISSUER = 'https://id.example.test/realms/master';
const token = (claims: Record<string, unknown>): string =>
  new UnsecuredJWT(claims).setIssuer(ISSUER).encode();

describe('who holds an access token', () => {
  it.each([
    [{ sub: 'u1', preferred_username: 'ann' }, 'admin:u1', 'ann'],
    [{ sub: 'u1' }, 'admin:u1', 'u1'],
    [{ azp: 'admin-cli', sid: 's1' }, 'admin:s1', 'admin-cli, session s1'],
    [{}, 'admin:unknown', 'unknown client, session unknown'],
  ])('is told by %j', (claims, id, label) => {
    expect(holderOf(token(claims))).toEqual({ id, label, account: ISSUER });
  });

  it('is unknown where the token cannot be read', () => {
    expect(holderOf('x')).toEqual({ id: 'admin', label: 'unknown' });
  });
});
