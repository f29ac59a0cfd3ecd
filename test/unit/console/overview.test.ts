import type { BrakeStatus, JournalEntry, RealmStatus } from '../../../bridge/admin/contract.ts';
import { partsOf, standingOf } from '../../../console/src/pages/health/report.ts';
import { rulesOf, windowStart } from '../../../console/src/pages/leavers/leavers.ts';
import { lightsOf, nextStepOf, type Known } from '../../../console/src/pages/overview/state.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

const use = (lastUsed?: string) => ({
  ...{ id: 't', kind: 'staticToken', label: 'Okta' },
  ...(lastUsed === undefined ? {} : { lastUsed }),
});

const known = (
  status: Partial<Omit<RealmStatus, 'credentials'>> & { uses?: readonly object[] },
  more: Omit<Known, 'status'> = {},
): Known => {
  const { uses = [use('2026-11-29T11:00:00Z')], ...members } = status;
  return {
    status: {
      ...{ enabled: true, served: true, mode: 'provision', credentials: { uses } },
      ...members,
    } as unknown as RealmStatus,
    ...more,
  };
};

const entry = (members: Partial<JournalEntry>): JournalEntry =>
  ({ kind: 'write', status: 200, time: '2026-11-29T11:59:00Z', ...members }) as JournalEntry;

const engaged: BrakeStatus = { engaged: true, leavers: 3, rule: { users: 2 } };

describe('the next step', () => {
  it.each<[string, Known]>([
    ['enable', known({ enabled: false, served: false })],
    ['serve', known({ served: false }, { brake: engaged })],
    ['release', known({}, { brake: engaged, standing: 'red' })],
    ['connect', known({ uses: [] }, { standing: 'red' })],
    ['mend', known({ uses: [use()] }, { standing: 'red' })],
    ['firstRequest', known({ uses: [use()] }, { entries: [entry({ kind: 'audit' })] })],
    ['firstRequest', known({ uses: [use()] }, { entries: [entry({ client: 'realm-config test' })] })],
    ['assign', known({ uses: [use()] }, { entries: [entry({ kind: 'read' })], hasWritten: false })],
    ['none', known({}, { entries: [entry({ client: 'realm-config test' })] })],
    ['assign', known({}, { entries: [entry({ kind: 'refusal', status: 409 })], hasWritten: false })],
    ['none', known({}, { entries: [entry({ kind: 'read' })], hasWritten: true })],
    ['none', known({}, {})],
    ['refused', known({}, { entries: [entry({ kind: 'refusal', status: 401 }), entry({})] })],
    [
      'none',
      known(
        { uses: [use('2026-11-29T11:59:30Z')] },
        { entries: [entry({ kind: 'refusal', status: 401 }), entry({})] },
      ),
    ],
    ['provision', known({ mode: 'observe' }, { entries: [entry({})] })],
    ['none', known({}, { entries: [entry({})], standing: 'amber' })],
  ])('is to %s', (step, state) => {
    expect(nextStepOf(state).step).toBe(step);
  });
});

describe('a credential that is refused', () => {
  const at = (minute: number, members: Partial<JournalEntry> = { kind: 'refusal', status: 401 }) =>
    entry({ time: `2026-11-29T11:${minute}:00Z`, ...members });

  it('is said with the time of the first refusal since one was accepted', () => {
    const entries = [at(40), at(39, { kind: 'audit' }), at(38), at(37, {}), at(36)];
    const uses = [use('2026-11-29T11:37:00Z')];
    expect(nextStepOf(known({ uses }, { entries }))).toEqual({
      step: 'refused',
      pages: ['tokens', 'log?result=refused'],
      time: '2026-11-29T11:38:00Z',
    });
  });
});

describe('the lights', () => {
  const show = (state: Known): string =>
    lightsOf(state, NOW)
      .map(({ color, state: word }) => `${color} ${word}`)
      .join(', ');

  it('are green where everything is well', () => {
    const brake = { ...engaged, engaged: false };
    expect(show(known({}, { entries: [entry({})], standing: 'green', brake }))).toBe(
      'green yes, green some, green ok, green free, green green',
    );
  });

  it('say what is missing and what is not known', () => {
    expect(show(known({ enabled: false, served: false, uses: [] }))).toBe(
      'off off, red none, off none, off none, off unknown',
    );
    expect(show(known({ enabled: false, served: false }))).toContain('off off, off off,');
  });

  it('say what is amiss, and that nothing came for a day', () => {
    const entries = [entry({ kind: 'audit' }), entry({ kind: 'refusal', status: 401 })];
    expect(show(known({ served: false }, { entries, standing: 'red', brake: engaged }))).toBe(
      'red no, green some, amber refused, red engaged, red red',
    );
    expect(show(known({ uses: [use('2026-11-20T11:00:00Z')] }))).toContain('amber ok');
  });
});

describe('the brake', () => {
  it('is told in the words of its rule', () => {
    const keys = (rule: BrakeStatus['rule'] & object): string[] =>
      rulesOf({ engaged: false, leavers: 0, rule }).map(([key]) => key.replace('leavers.rule.', ''));
    expect(keys({ users: 2 })).toEqual(['users', 'through', 'untilReleased']);
    expect(keys({ percent: 10, holdDeactivations: true })).toEqual(['percent', 'held', 'untilReleased']);
    expect(keys({ users: 2, percent: 10, releaseAfterMinutes: 5 })).toEqual([
      'both',
      'through',
      'releasedAfter',
    ]);
  });

  it('looks back from when it engaged, or from now', () => {
    expect(windowStart({ ...engaged, since: '2026-11-29T10:00:00Z' }, NOW)).toBe('2026-11-29T09:00:00.000Z');
    expect(windowStart({ engaged: false, leavers: 0, rule: { users: 1, minutes: 5 } }, NOW)).toBe(
      '2026-11-29T11:55:00.000Z',
    );
  });
});

describe('an examination', () => {
  it('has commands to copy in what is to be done', () => {
    expect(partsOf('Mend it: "realm-config show acme", then set "x".')).toEqual([
      { text: 'Mend it: ', isCommand: false },
      { text: 'realm-config show acme', isCommand: true },
      { text: ', then set "x".', isCommand: false },
    ]);
  });

  it('stands by its gravest finding', () => {
    expect(standingOf([{ severity: 'unchecked' }])).toBe('green');
    expect(standingOf([{ severity: 'warning' }, { severity: 'unchecked' }])).toBe('amber');
    expect(standingOf([{ severity: 'warning' }, { severity: 'error' }])).toBe('red');
    expect(standingOf([{ severity: 'unchecked' }, { severity: 'note' }])).toBe('off');
    expect(standingOf([{ severity: 'note' }, { severity: 'error' }])).toBe('red');
  });
});
