import { addressesOf, isAddress, usedAddress } from '../../../../bridge/tenants/baseUrl.ts';
import { readScimConfig, readStoredConfig } from '../../../../bridge/tenants/config.ts';

const BROKEN = [
  'auth.example.com',
  'localhost:8080',
  'https://x.example:99999',
  'http://[bad',
  'https://a%b.example',
  'https://a b.example',
  'https://x.example/\u0007',
  'https://x.\texample',
  'https://x.example/\u009b31m',
  'https://x.example\\y',
  'https://ann:secret@x.example',
  'https://x.example?',
  'https://x.example#top',
  'ftp://x.example',
  '',
];

describe('isAddress', () => {
  it.each(['https://x.example', 'http://[::1]:8080/auth', 'https://x.example/@tenant', 'HTTPS://X.EXAMPLE'])(
    'accepts %j',
    (text) => {
      expect(isAddress(text)).toBe(true);
    },
  );

  it.each(BROKEN)('refuses %j', (text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe('addressesOf', () => {
  it.each(BROKEN)('leaves out %j', (text) => {
    const addresses = addressesOf('https://scim.example/', text, [text, 'https://x.example']);
    expect(addresses).toEqual(['https://scim.example', 'https://x.example']);
    expect(usedAddress(addresses, { protocol: 'https', host: 'x.example' })).toBe('https://x.example');
    expect(usedAddress(addresses, { protocol: 'https', host: '[bad' })).toBe('https://scim.example');
  });
});

describe('a configuration with a broken address', () => {
  const text = JSON.stringify({
    version: 1,
    publicUrls: ['https://good.example', 'https://x.example:99999'],
  });

  it('is refused as a new configuration', () => {
    expect(() => readScimConfig(text)).toThrow(
      'scim.config#/publicUrls/1: This is no address such as https://id.example.com.',
    );
  });

  it('is read if it is stored already', () => {
    expect(readStoredConfig(text).publicUrls).toHaveLength(2);
  });
});
