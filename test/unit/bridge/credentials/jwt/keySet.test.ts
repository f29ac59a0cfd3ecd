import type { ServerResponse } from 'node:http';
import { errors } from 'jose';
import type { KeySource } from '../../../../../bridge/credentials/jwt/fetchKeys.ts';
import { createKeySets, type KeySetOptions } from '../../../../../bridge/credentials/jwt/keySet.ts';
import { issuerKey, startIssuer, type TestIssuer } from '../../../../support/servers/issuer.ts';

let issuer: TestIssuer;
let clock = 0;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
beforeEach(() => {
  issuer.reset();
  clock = 1_000_000;
});

/** Key sets that the local issuer may be asked for; `find` answers a kid, or the sentence of the failure. */
function open(options: KeySetOptions = {}) {
  const failures: string[] = [];
  const keySets = createKeySets({
    allowed: ({ protocol, hostname }) => protocol === 'https:' || hostname === '127.0.0.1',
    now: () => clock,
    onFailure: (sentence) => failures.push(sentence),
    ...options,
  });
  const find = async (
    kid: string,
    source: KeySource = { jwks: issuer.jwksUri },
    alg = 'RS256',
  ): Promise<string> => {
    try {
      const key = await keySets.keysFor(source)({ alg, kid }, { payload: '', signature: '' });
      return 'type' in key ? key.type : 'no key';
    } catch (error) {
      return error instanceof errors.JWKSNoMatchingKey ? 'unknown' : (error as Error).message;
    }
  };
  return { find, failures };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

describe('keys', () => {
  it('are fetched from the address of a key set', async () => {
    const { find } = open();
    expect(await find(issuer.key().kid)).toBe('public');
    expect(await find(issuer.ecKey.kid, undefined, 'ES256')).toBe('public');
    expect(issuer.requests()).toEqual(['/keys']);
  });

  it('are fetched by discovery', async () => {
    const { find } = open();
    const discovery = `${issuer.url}/tenant/.well-known/openid-configuration`;
    expect(await find(issuer.key().kid, { discovery })).toBe('public');
    expect(issuer.requests()).toEqual(['/tenant/.well-known/openid-configuration', '/keys']);
  });

  it('are fetched once for all callers that wait', async () => {
    const { find } = open();
    const found = await Promise.all(Array.from({ length: 50 }, () => find(issuer.key().kid)));
    expect(new Set(found)).toEqual(new Set(['public']));
    expect(issuer.requests()).toHaveLength(1);
  });

  it('that are symmetric, private or for encryption are ignored', async () => {
    const { find } = open();
    expect(await find('for-encryption')).toBe('unknown');
    expect(await find('shared', undefined, 'HS256')).not.toBe('secret');
    const { jwk } = issuer.key();
    issuer.answer((response) => response.end(JSON.stringify({ keys: [{ ...jwk, d: 'AQAB' }] })));
    clock += 60_000;
    expect(await find('another')).toBe(`The key server ${issuer.jwksUri} has no public key for signatures.`);
  });

  it('are refreshed in the background when they are old', async () => {
    const { find } = open();
    await find(issuer.key().kid);
    clock += 599_999;
    await find(issuer.key().kid);
    expect(issuer.requests()).toHaveLength(1);
    clock += 1;
    issuer.slow(30);
    expect(await find(issuer.key().kid)).toBe('public');
    expect(await find(issuer.key().kid)).toBe('public');
    await settle();
    await settle();
    expect(issuer.requests()).toHaveLength(2);
    await find(issuer.key().kid);
    expect(issuer.requests()).toHaveLength(2);
  });
});

describe('an unknown key id', () => {
  it('causes one request per cooldown and one more, however many tokens have it', async () => {
    const { find } = open();
    await find(issuer.key().kid);
    clock += 30_000;
    const flood = await Promise.all(Array.from({ length: 100 }, (_, i) => find(`unknown-${i}`)));
    expect(new Set(flood)).toEqual(new Set(['unknown']));
    expect(issuer.requests()).toHaveLength(2);
    for (let i = 0; i < 20; i += 1) await find(`more-${i}`);
    expect(issuer.requests()).toHaveLength(3);
    clock += 29_999;
    for (let i = 0; i < 20; i += 1) await find(`more-${i}`);
    expect(issuer.requests()).toHaveLength(3);
    for (let minutes = 0; minutes < 10; minutes += 1) {
      clock += 60_000;
      await find('again');
      await find('again');
      await find('and again');
      clock += 1;
    }
    expect(issuer.requests()).toHaveLength(3 + 20);
  });

  it('is found at once after a key rotation, and after a cooldown if there is another', async () => {
    const { find } = open();
    const { kid: old } = issuer.key();
    await find(old);
    await issuer.rotate();
    expect(await find(issuer.key().kid)).toBe('public');
    expect(await find(old)).toBe('unknown');
    await issuer.rotate();
    expect(await find(issuer.key().kid)).toBe('unknown');
    clock += 30_000;
    expect(await find(issuer.key().kid)).toBe('public');
    expect(issuer.requests()).toHaveLength(3);
  });

  it('causes no request before the cooldown is over if the last request failed', async () => {
    const { find } = open();
    await find(issuer.key().kid);
    issuer.away();
    await find('unknown-1');
    issuer.away(false);
    await issuer.rotate();
    clock += 29_999;
    await find(issuer.key().kid);
    expect(issuer.requests()).toHaveLength(2);
    clock += 1;
    expect(await find(issuer.key().kid)).toBe('public');
  });

  it.each(['../../etc/passwd', "' OR 1=1 --", '', '__proto__', 'k'.repeat(10_000), '\u0000'])(
    'is unknown, whatever it contains: %j',
    async (kid) => {
      const { find } = open();
      expect(await find(kid)).toBe('unknown');
      expect(issuer.requests()).toEqual(['/keys']);
    },
  );
});

describe('a key server that', () => {
  it('is slow delays callers once, and nobody during the cooldown', async () => {
    const { find } = open({ timeoutMs: 100 });
    issuer.slow(1_000);
    const sentence = `The key server ${issuer.jwksUri} does not answer within 0.1 s.`;
    expect(await Promise.all([find('a'), find('b')])).toEqual([sentence, sentence]);
    expect(issuer.requests()).toHaveLength(1);
    const start = performance.now();
    for (let i = 0; i < 20; i += 1) expect(await find('a')).toBe(sentence);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(issuer.requests()).toHaveLength(1);
    issuer.slow(0);
    clock += 30_000;
    expect(await find(issuer.key().kid)).toBe('public');
  });

  it('is unavailable leaves cached keys valid for a day, and reports unknown key ids as an outage', async () => {
    const { find, failures } = open();
    await find(issuer.key().kid);
    issuer.away();
    clock += 3_600_000;
    expect(await find(issuer.key().kid)).toBe('public');
    await settle();
    expect(failures).toEqual([`The key server ${issuer.jwksUri} does not answer (UND_ERR_SOCKET).`]);
    expect(await find('new')).toMatch(/does not answer/);
    expect(issuer.requests()).toHaveLength(2);
    clock += 86_399_999 - 3_600_000;
    expect(await find(issuer.key().kid)).toBe('public');
    await settle();
    clock += 1;
    expect(await find(issuer.key().kid)).toMatch(/does not answer/);
    issuer.away(false);
    clock += 30_000;
    expect(await find(issuer.key().kid)).toBe('public');
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
      (response) => response.writeHead(302, { Location: `${issuer.url}/elsewhere/keys` }).end(),
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
    issuer.answer(handler);
    const sentence = `The key server ${issuer.jwksUri} ${what}`;
    expect(await find('a')).toBe(sentence);
    expect(await find('a')).toBe(sentence);
    expect(issuer.requests()).toEqual(['/keys']);
  });

  it('sends its response too slowly times out', async () => {
    const { find } = open({ timeoutMs: 100 });
    issuer.answer((response) => {
      response.writeHead(200).write('{"keys":');
    });
    expect(await find('a')).toBe(`The key server ${issuer.jwksUri} does not answer within 0.1 s.`);
  });

  it('names no jwks_uri in its discovery document is reported', async () => {
    const { find } = open();
    const discovery = `${issuer.url}/.well-known/x?secret=1`;
    issuer.answer(json({ jwks_uri: 1 }));
    expect(await find('a', { discovery })).toBe(`${issuer.url}/.well-known/x names no jwks_uri.`);
  });

  it('has keys that cannot be imported has no matching key', async () => {
    const { find } = open();
    issuer.answer(json({ keys: [{ kty: 'RSA', kid: 'a', e: 'AQAB' }] }));
    expect(await find('a')).not.toBe('public');
    expect(await find('b')).toBe('unknown');
  });
});

describe('the address of a key server', () => {
  it.each<[string, KeySource, string]>([
    ['not https', { jwks: 'http://keys.example.com/a?b' }, 'http://keys.example.com/a'],
    ['a file', { jwks: 'file:///etc/passwd' }, 'null/etc/passwd'],
  ])('that is %s is not asked', async (_name, source, shown) => {
    const { find } = open();
    expect(await find('a', source)).toBe(`The key server ${shown} is not asked: its address is not https.`);
  });

  it('that the policy does not allow is not fetched', async () => {
    const { find } = open({ allowed: ({ hostname }) => hostname === 'keys.example.com' });
    expect(await find('a', { jwks: 'https://other.example.com/a' })).toBe(
      'The key server https://other.example.com/a is not asked: it is not among those that may be.',
    );
  });

  it('that is no URL is not fetched', async () => {
    expect(await open().find('a', { jwks: 'keys' })).toBe('The address of the key server is not a URL.');
  });

  it('in a discovery document is subject to the same policy', async () => {
    const asked: string[] = [];
    const { find } = open({
      fetch: (url) => {
        asked.push(url instanceof URL ? url.href : '');
        return Promise.resolve(Response.json({ jwks_uri: 'http://169.254.169.254/latest' }));
      },
    });
    expect(await find('a', { discovery: 'https://id.example.com/d' })).toBe(
      'The key server http://169.254.169.254/latest is not asked: its address is not https.',
    );
    expect(asked).toEqual(['https://id.example.com/d']);
  });

  it('is removed from the cache if there are too many', async () => {
    let asked = 0;
    const { jwk } = await issuerKey('a');
    const { find } = open({
      fetch: () => {
        asked += 1;
        return Promise.resolve(Response.json({ keys: [jwk] }));
      },
    });
    for (let i = 0; i <= 1_000; i += 1) await find('a', { jwks: `https://${i}.example.com/` });
    await find('a', { jwks: 'https://1000.example.com/' });
    expect(asked).toBe(1_001);
    await find('a', { jwks: 'https://0.example.com/' });
    expect(asked).toBe(1_002);
  });
});
