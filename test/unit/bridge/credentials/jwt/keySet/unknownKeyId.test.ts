import { useLocalIssuer } from './localIssuer.ts';

const { issuer, open, pass } = useLocalIssuer();

describe('an unknown key id', () => {
  it('causes one request per cooldown and one more, however many tokens have it', async () => {
    const { find } = open();
    await find(issuer().key().kid);
    pass(30_000);
    const flood = await Promise.all(Array.from({ length: 100 }, (_, i) => find(`unknown-${i}`)));
    expect(new Set(flood)).toEqual(new Set(['unknown']));
    expect(issuer().requests()).toHaveLength(2);
    for (let i = 0; i < 20; i += 1) await find(`more-${i}`);
    expect(issuer().requests()).toHaveLength(3);
    pass(29_999);
    for (let i = 0; i < 20; i += 1) await find(`more-${i}`);
    expect(issuer().requests()).toHaveLength(3);
    for (let minutes = 0; minutes < 10; minutes += 1) {
      pass(60_000);
      await find('again');
      await find('again');
      await find('and again');
      pass(1);
    }
    expect(issuer().requests()).toHaveLength(3 + 20);
  });

  it('is found at once after a key rotation, and after a cooldown if there is another', async () => {
    const { find } = open();
    const { kid: old } = issuer().key();
    await find(old);
    await issuer().rotate();
    expect(await find(issuer().key().kid)).toBe('public');
    expect(await find(old)).toBe('unknown');
    await issuer().rotate();
    expect(await find(issuer().key().kid)).toBe('unknown');
    pass(30_000);
    expect(await find(issuer().key().kid)).toBe('public');
    expect(issuer().requests()).toHaveLength(3);
  });

  it('causes no request before the cooldown is over if the last request failed', async () => {
    const { find } = open();
    await find(issuer().key().kid);
    issuer().away();
    await find('unknown-1');
    issuer().away(false);
    await issuer().rotate();
    pass(29_999);
    await find(issuer().key().kid);
    expect(issuer().requests()).toHaveLength(2);
    pass(1);
    expect(await find(issuer().key().kid)).toBe('public');
  });

  it.each(['../../etc/passwd', "' OR 1=1 --", '', '__proto__', 'k'.repeat(10_000), '\u0000'])(
    'is unknown, whatever it contains: %j',
    async (kid) => {
      const { find } = open();
      expect(await find(kid)).toBe('unknown');
      expect(issuer().requests()).toEqual(['/keys']);
    },
  );
});
