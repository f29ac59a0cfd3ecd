import { createToken } from '../../../../bridge/credentials/static/createToken.ts';
import {
  endsSoon,
  forgettable,
  isUsable,
  removalOf,
  rotationOf,
  statusOf,
} from '../../../../bridge/tenants/tokens.ts';
import type { StoredToken } from '../../../../bridge/tenants/config.ts';

const NOW = Date.parse('2026-07-01T12:00:00Z');

const stored = (more: Partial<StoredToken> = {}): StoredToken => {
  const { id, record } = createToken('acme', { label: 'HR' });
  return { id, ...record, ...more };
};

describe('statusOf', () => {
  it.each<[StoredToken, string, boolean]>([
    [stored(), 'active', true],
    [stored({ expires: '2026-07-01T12:00:01Z' }), 'active', true],
    [stored({ expires: '2026-07-01T12:00:00Z' }), 'expired', false],
    [stored({ revoked: '2026-07-01T12:00:01Z' }), 'in grace', true],
    [stored({ revoked: '2026-07-01T12:00:00Z' }), 'revoked', false],
    [stored({ revoked: 'yes' }), 'revoked', false],
    [stored({ expires: 'soon' }), 'expired', false],
  ])('says that %j is %s', (token, status, usable) => {
    expect(statusOf(token, NOW)).toBe(status);
    expect(isUsable(token, NOW)).toBe(usable);
  });
});

describe('rotationOf', () => {
  const endOf = (old: StoredToken, grace?: number): number => {
    const { changes } = rotationOf('acme', old, {}, grace);
    return Date.parse(changes[`scim.revoked.${old.id}`] ?? '');
  };

  it('ends the old token at once or after the grace period', () => {
    expect(endOf(stored())).toBeLessThanOrEqual(Date.now());
    expect(endOf(stored(), 3_600)).toBeGreaterThan(Date.now() + 3_590_000);
  });

  it('never extends a grace period that has begun', () => {
    const revoked = new Date(Date.now() + 60_000).toISOString();
    expect(endOf(stored({ revoked }), 3_600)).toBe(Date.parse(revoked));
    expect(endOf(stored({ revoked }))).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    ['Okta', 'Okta (2)'],
    ['Okta (9)', 'Okta (10)'],
    ['x'.repeat(100), `${'x'.repeat(96)} (2)`],
  ])('counts the label %s on, which tells the two tokens apart', (label, next) => {
    const { minted } = rotationOf('acme', stored({ label }), {});
    expect(minted.record.label).toBe(next);
    expect(rotationOf('acme', stored({ label }), { label: 'other' }).minted.record.label).toBe('other');
  });
});

describe('tokens to be forgotten', () => {
  const DAY_MS = 86_400_000;
  const daysAgo = (days: number): string => new Date(NOW - days * DAY_MS).toISOString();

  it('ended more than 90 days ago, by expiry or by revocation', () => {
    const [expired, revoked] = [stored({ expires: daysAgo(91) }), stored({ revoked: daysAgo(91) })];
    const both = stored({ revoked: daysAgo(91), expires: daysAgo(1) });
    const kept = [
      stored(),
      stored({ expires: daysAgo(-1) }),
      stored({ expires: daysAgo(89) }),
      stored({ revoked: daysAgo(89) }),
      stored({ revoked: 'yes' }),
      stored({ created: daysAgo(400) }),
    ];
    expect(forgettable([expired, ...kept, revoked, both], NOW)).toEqual(
      expect.arrayContaining([expired.id, revoked.id, both.id]),
    );
    expect(forgettable(kept, NOW)).toEqual([]);
  });

  it('are also the oldest of more than 100 that have ended, though none within a day of its end', () => {
    const old = Array.from({ length: 103 }, (_, i) => stored({ revoked: daysAgo(2 + i / 10) }));
    expect(forgettable(old, NOW)).toEqual(old.slice(100).map(({ id }) => id));
    const today = Array.from({ length: 103 }, () => stored({ revoked: daysAgo(0.9) }));
    expect(forgettable(today, NOW)).toEqual([]);
    expect(forgettable([...old.slice(0, 2), ...today], NOW)).toEqual(old.slice(0, 2).map(({ id }) => id));
  });

  it('lose both of their attributes', () => {
    expect(removalOf(['a'])).toEqual({ 'scim.token.a': '', 'scim.revoked.a': '' });
  });

  it('may be forgotten at once only if they end within an hour', () => {
    const within = (minutes: number): StoredToken => stored({ expires: daysAgo(-minutes / 1_440) });
    expect(
      [within(59), within(61), stored(), stored({ expires: 'soon' })].map((token) => endsSoon(token, NOW)),
    ).toEqual([true, false, false, false]);
  });
});
