import { idOf, useTrustedIssuers } from './trustedIssuers.ts';

const { NOW, server, verify, realmClaims } = useTrustedIssuers();

describe('times', () => {
  const when = (seconds: number): string => new Date(seconds * 1_000).toISOString();
  const at = (what: string): string => `Trusted issuer "realm": ${what}`;

  it.each<[string, Record<string, unknown>, string]>([
    ['no longer valid', { exp: NOW - 60 }, at(`the token expired at ${when(NOW - 60)}.`)],
    ['no longer valid, within the skew', { exp: NOW - 59 }, 'issuer:realm'],
    ['not yet valid', { nbf: NOW + 61 }, at(`the token is not valid before ${when(NOW + 61)}.`)],
    ['not yet valid, within the skew', { nbf: NOW + 60 }, 'issuer:realm'],
    [
      'issued in the future',
      { iat: NOW + 61 },
      at(`the token was issued in the future, at ${when(NOW + 61)}.`),
    ],
    ['issued in the future, within the skew', { iat: NOW + 60 }, 'issuer:realm'],
    ['without an end', { exp: undefined }, at('the token has no exp.')],
    ['with an end that is a text', { exp: '9999999999' }, at('the token\'s exp is "9999999999".')],
    ['with an end that is nothing', { exp: null }, at("the token's exp is null.")],
    ['with a beginning that is a text', { nbf: 'now' }, at('the token\'s nbf is "now".')],
    ['with an issue that is a text', { iat: 'now' }, at('the token\'s iat is "now".')],
    ['without an issue and a beginning', { iat: undefined, nbf: undefined }, 'issuer:realm'],
    ['with an end beyond all dates', { exp: 1e300 }, 'issuer:realm'],
  ])('%s', async (_name, times, outcome) => {
    const token = await server().sign({ ...realmClaims(), ...times });
    expect(idOf(await verify(token, { now: NOW * 1_000 }))).toBe(outcome);
  });

  it('may differ by the given skew, and by five minutes at most', async () => {
    const token = await server().sign({ ...realmClaims(), exp: NOW - 200, nbf: undefined, iat: undefined });
    expect(idOf(await verify(token, { now: NOW * 1_000, skewSeconds: 201 }))).toBe('issuer:realm');
    expect(idOf(await verify(token, { now: NOW * 1_000, skewSeconds: 0 }))).toMatch(/expired/);
    const older = await server().sign({ ...realmClaims(), exp: NOW - 301 });
    expect(idOf(await verify(older, { now: NOW * 1_000, skewSeconds: 86_400 }))).toMatch(/expired/);
  });
});
