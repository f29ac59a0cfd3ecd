import type { KeySource } from '../../../../../../bridge/credentials/jwt/fetchKeys.ts';
import { issuerKey } from '../../../../../support/servers/issuer.ts';
import { useLocalIssuer } from './localIssuer.ts';

const { open } = useLocalIssuer();

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
