import { createToken } from '../../../../bridge/credentials/static/createToken.ts';
import { isUsable, rotationOf, statusOf } from '../../../../bridge/tenants/tokens.ts';
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
