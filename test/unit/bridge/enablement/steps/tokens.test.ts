import type { StoredToken } from '../../../../../bridge/tenants/config.ts';
import { tokenChanges } from '../../../../../bridge/enablement/steps/tokens.ts';
import type { DeclaredToken, SetupRequest } from '../../../../../bridge/enablement/request/setupRequest.ts';

const PAST = new Date('2020-01-01T00:00:00Z');

const stored = (label: string, more: object = {}): StoredToken => ({
  id: `id-${label}`,
  label,
  created: PAST.toISOString(),
  sha256: 'x',
  ...more,
});

const changes = (tokens: readonly DeclaredToken[], before: readonly StoredToken[]) => {
  const { created, revoked } = tokenChanges('acme', before, { tokens } as unknown as SetupRequest);
  return { created: created.map(({ record }) => record.label), revoked: revoked.map(({ id }) => id) };
};

describe('declared static tokens', () => {
  const present = { label: 'a', ensure: 'present' } as const;
  const absent = { label: 'a', ensure: 'absent' } as const;

  it.each<
    [what: string, declared: DeclaredToken[], before: StoredToken[], created: string[], revoked: string[]]
  >([
    ['are created if they are missing', [present], [stored('b')], ['a'], []],
    ['stay if they are usable', [present], [stored('a')], [], []],
    [
      'are created again if they are revoked',
      [present],
      [stored('a', { revoked: PAST.toISOString() })],
      ['a'],
      [],
    ],
    [
      'are created again if they have ended',
      [present],
      [stored('a', { expires: PAST.toISOString() })],
      ['a'],
      [],
    ],
    ['are revoked, and others stay', [absent], [stored('a'), stored('b')], [], ['id-a']],
    [
      'are revoked all, if several have the label',
      [absent],
      [stored('a'), { ...stored('a'), id: '2' }],
      [],
      ['id-a', '2'],
    ],
    ['are not revoked twice', [absent], [stored('a', { revoked: PAST.toISOString() })], [], []],
    ['may be none, and then none is created', [], [], [], []],
  ])('%s', (_what, declared, before, created, revoked) => {
    expect(changes(declared, before)).toEqual({ created, revoked });
  });

  it('are refused if they would have ended already, whether they are there or not', () => {
    for (const before of [[], [stored('a')]]) {
      expect(() => changes([{ ...present, endOf: () => PAST }], before)).toThrow(
        'The token "a" of realm "acme" ended on 2020-01-01T00:00:00.000Z, as its document says: give it a later end, or "ensure": "absent".',
      );
    }
  });
});

describe('a declared static token that the realm has', () => {
  const DAY_MS = 86_400_000;
  const CREATED = Date.now() - 10 * DAY_MS;
  const at = (day: number, moreMs = 0) => new Date(CREATED + day * DAY_MS + moreMs);
  const token = stored('a', { created: at(0).toISOString(), expires: at(90).toISOString(), source: 'hr' });
  const forDays = (days: number) => (created: number) => new Date(created + days * DAY_MS);

  const changed = (declared: Partial<DeclaredToken>, before: StoredToken = token) =>
    tokenChanges('acme', [before], {
      tokens: [{ label: 'a', ensure: 'present', ...declared }],
    } as unknown as SetupRequest).changed;

  it.each<[what: string, declared: Partial<DeclaredToken>, before: StoredToken]>([
    ['whose end, scope and source are left out', {}, token],
    ['whose duration counts from its creation', { endOf: forDays(90) }, token],
    ['whose duration was counted a moment later', { endOf: () => at(90, 20_000) }, token],
    ['that may write, as most may', { readOnly: false }, token],
    ['that is in its grace period', { readOnly: true }, { ...token, revoked: at(20).toISOString() }],
    ['of which nobody knows when it was created', { endOf: forDays(30) }, { ...token, created: '' }],
  ])('stays if it is as declared: one %s', (_what, declared, before) => {
    expect(changed(declared, before)).toEqual([]);
  });

  it.each<[what: string, declared: Partial<DeclaredToken>, field: string, from: unknown, to: unknown]>([
    ['ends later', { endOf: forDays(365) }, 'expires', at(90).toISOString(), at(365).toISOString()],
    ['ends earlier', { endOf: () => at(30) }, 'expires', at(90).toISOString(), at(30).toISOString()],
    ['may only read', { readOnly: true }, 'readOnly', undefined, true],
    ['has another source', { source: 'crm' }, 'source', 'hr', 'crm'],
  ])('becomes one that %s, and stays itself', (_what, declared, field, from, to) => {
    expect(changed(declared)).toEqual([{ token: { ...token, [field]: to }, fields: [{ field, from, to }] }]);
  });

  it('gets an end if it has none', () => {
    const { expires: _, ...endless } = token;
    expect(changed({ endOf: forDays(90) }, endless)[0]?.token).toEqual(token);
  });
});
