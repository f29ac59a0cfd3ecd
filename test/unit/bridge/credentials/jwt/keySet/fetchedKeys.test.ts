import { settle, useLocalIssuer } from './localIssuer.ts';

const { issuer, open, pass } = useLocalIssuer();

describe('keys', () => {
  it('are fetched from the address of a key set', async () => {
    const { find } = open();
    expect(await find(issuer().key().kid)).toBe('public');
    expect(await find(issuer().ecKey.kid, undefined, 'ES256')).toBe('public');
    expect(issuer().requests()).toEqual(['/keys']);
  });

  it('are fetched by discovery', async () => {
    const { find } = open();
    const discovery = `${issuer().url}/tenant/.well-known/openid-configuration`;
    expect(await find(issuer().key().kid, { discovery })).toBe('public');
    expect(issuer().requests()).toEqual(['/tenant/.well-known/openid-configuration', '/keys']);
  });

  it('are fetched once for all callers that wait', async () => {
    const { find } = open();
    const found = await Promise.all(Array.from({ length: 50 }, () => find(issuer().key().kid)));
    expect(new Set(found)).toEqual(new Set(['public']));
    expect(issuer().requests()).toHaveLength(1);
  });

  it('that are symmetric, private or for encryption are ignored', async () => {
    const { find } = open();
    expect(await find('for-encryption')).toBe('unknown');
    expect(await find('shared', undefined, 'HS256')).not.toBe('secret');
    const { jwk } = issuer().key();
    issuer().answer((response) => response.end(JSON.stringify({ keys: [{ ...jwk, d: 'AQAB' }] })));
    pass(60_000);
    expect(await find('another')).toBe(
      `The key server ${issuer().jwksUri} has no public key for signatures.`,
    );
  });

  it('that nobody asked for in a while are fetched before they count: they may have been withdrawn', async () => {
    const { find } = open();
    const { kid } = issuer().key();
    expect(await find(kid)).toBe('public');
    await issuer().rotate();
    pass(1_200_000);
    expect(await find(kid)).toBe('unknown');
    expect(await find(issuer().key().kid)).toBe('public');
    expect(issuer().requests()).toHaveLength(2);
  });

  it('are refreshed in the background when they are old', async () => {
    const { find } = open();
    await find(issuer().key().kid);
    pass(599_999);
    await find(issuer().key().kid);
    expect(issuer().requests()).toHaveLength(1);
    pass(1);
    issuer().slow(30);
    expect(await find(issuer().key().kid)).toBe('public');
    expect(await find(issuer().key().kid)).toBe('public');
    await settle();
    await settle();
    expect(issuer().requests()).toHaveLength(2);
    await find(issuer().key().kid);
    expect(issuer().requests()).toHaveLength(2);
  });
});
