import type { ServerResponse } from 'node:http';
import { settle, useLocalIssuer } from './localIssuer.ts';

const { issuer, open, pass } = useLocalIssuer();

describe('a key server that', () => {
  it('is slow delays callers once, and nobody during the cooldown', async () => {
    const { find } = open({ timeoutMs: 100 });
    issuer().slow(1_000);
    const sentence = `The key server ${issuer().jwksUri} does not answer within 0.1 s.`;
    expect(await Promise.all([find('a'), find('b')])).toEqual([sentence, sentence]);
    expect(issuer().requests()).toHaveLength(1);
    const start = performance.now();
    for (let i = 0; i < 20; i += 1) expect(await find('a')).toBe(sentence);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(issuer().requests()).toHaveLength(1);
    issuer().slow(0);
    pass(30_000);
    expect(await find(issuer().key().kid)).toBe('public');
  });

  it('is unavailable leaves cached keys valid for a day, and reports unknown key ids as an outage', async () => {
    const { find, failures } = open();
    await find(issuer().key().kid);
    issuer().away();
    pass(3_600_000);
    expect(await find(issuer().key().kid)).toBe('public');
    await settle();
    expect(failures).toEqual([`The key server ${issuer().jwksUri} does not answer (UND_ERR_SOCKET).`]);
    expect(await find('new')).toMatch(/does not answer/);
    expect(issuer().requests()).toHaveLength(2);
    pass(86_399_999 - 3_600_000);
    expect(await find(issuer().key().kid)).toBe('public');
    await settle();
    pass(1);
    expect(await find(issuer().key().kid)).toMatch(/does not answer/);
    issuer().away(false);
    pass(30_000);
    expect(await find(issuer().key().kid)).toBe('public');
  });

  const json =
    (value: unknown) =>
    (response: ServerResponse): ServerResponse =>
      response.end(JSON.stringify(value));
  it.each<[string, (response: ServerResponse) => unknown, string]>([
    [
      'answers HTML',
      (response) => response.end('<html>Sign in</html>'),
      'answers something that is not a JSON object.',
    ],
    ['answers a list', json([]), 'answers something that is not a JSON object.'],
    ['answers no key set', json({ a: 1 }), 'answers no key set.'],
    ['answers nonsense for keys', json({ keys: [1, null, 'x', []] }), 'has no public key for signatures.'],
    ['has no keys', json({ keys: [] }), 'has no public key for signatures.'],
    [
      'answers 10 MB',
      (response) => {
        const part = 'x'.repeat(1_048_576);
        for (let i = 0; i < 10; i += 1) response.write(part);
        response.end();
      },
      'answers more than 256 KiB.',
    ],
    [
      'redirects',
      (response) => response.writeHead(302, { Location: `${issuer().url}/elsewhere/keys` }).end(),
      'redirects to another address, which is not followed.',
    ],
    ['fails', (response) => response.writeHead(503).end('{"keys":[]}'), 'answers with status 503.'],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'Content-Length': '100' }).write('{"keys":');
        setTimeout(() => response.destroy(), 10);
      },
      'does not answer (UND_ERR_SOCKET).',
    ],
  ])('%s is told so, and asked once', async (_name, handler, what) => {
    const { find } = open();
    issuer().answer(handler);
    const sentence = `The key server ${issuer().jwksUri} ${what}`;
    expect(await find('a')).toBe(sentence);
    expect(await find('a')).toBe(sentence);
    expect(issuer().requests()).toEqual(['/keys']);
  });

  it('sends its response too slowly times out', async () => {
    const { find } = open({ timeoutMs: 100 });
    issuer().answer((response) => {
      response.writeHead(200).write('{"keys":');
    });
    expect(await find('a')).toBe(`The key server ${issuer().jwksUri} does not answer within 0.1 s.`);
  });

  it('names no jwks_uri in its discovery document is reported', async () => {
    const { find } = open();
    const discovery = `${issuer().url}/.well-known/x?secret=1`;
    issuer().answer(json({ jwks_uri: 1 }));
    expect(await find('a', { discovery })).toBe(`${issuer().url}/.well-known/x names no jwks_uri.`);
  });

  it('has keys that cannot be imported has no matching key', async () => {
    const { find } = open();
    issuer().answer(json({ keys: [{ kty: 'RSA', kid: 'a', e: 'AQAB' }] }));
    expect(await find('a')).not.toBe('public');
    expect(await find('b')).toBe('unknown');
  });
});
