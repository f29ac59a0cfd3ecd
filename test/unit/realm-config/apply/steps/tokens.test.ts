import type { StoredToken } from '../../../../../bridge/tenants/config.ts';
import { tokenChanges } from '../../../../../realm-config/apply/steps/tokens.ts';
import type { DeclaredToken, SetupRequest } from '../../../../../realm-config/model/setupRequest.ts';

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
    [
      'may have an end in the past while they are usable',
      [{ ...present, expires: PAST }],
      [stored('a')],
      [],
      [],
    ],
    ['may be none, and then none is created', [], [], [], []],
  ])('%s', (_what, declared, before, created, revoked) => {
    expect(changes(declared, before)).toEqual({ created, revoked });
  });

  it('are refused if they would have ended already', () => {
    expect(() => changes([{ ...present, expires: PAST }], [])).toThrow(
      'The token "a" of realm "acme" ended on 2020-01-01T00:00:00.000Z, as its document says: give it a later end, or "ensure": "absent".',
    );
  });
});
