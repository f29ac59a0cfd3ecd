import { hintsOf, makersOf } from '../../../console/src/pages/tokens/tokenHints.ts';
import { calendarOf } from '../../../console/src/tokens/calendar.ts';
import { dayOf, expiresOf } from '../../../console/src/tokens/expiry.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const daysFromNow = (days: number): string => new Date(NOW + days * 86_400_000).toISOString();

describe('the end of a new token', () => {
  it('is so many days ahead, or there is none', () => {
    expect(expiresOf({ choice: '90', date: '' }, NOW)).toBe(daysFromNow(90));
    expect(expiresOf({ choice: 'never', date: '2030-01-01' }, NOW)).toBeUndefined();
  });

  it('is the end of the day that was chosen, where the person is', () => {
    const expires = expiresOf({ choice: 'date', date: dayOf(NOW) }, NOW);
    expect(dayOf(Date.parse(expires ?? ''))).toBe(dayOf(NOW));
  });

  it('is invalid in the past, and without a day', () => {
    expect(expiresOf({ choice: 'date', date: dayOf(Date.parse(daysFromNow(-1))) }, NOW)).toBe('invalid');
    expect(expiresOf({ choice: 'date', date: '' }, NOW)).toBe('invalid');
  });
});

describe('hints at a token', () => {
  const NEVER_USED = { status: 'active', created: daysFromNow(-10) };
  const TOKEN = { ...NEVER_USED, lastUsed: daysFromNow(-1) };

  it.each([
    ['none for one in use with an end', { ...TOKEN, expires: daysFromNow(100) }, []],
    ['one that has no end', TOKEN, ['endless']],
    ['one that ends soon', { ...TOKEN, expires: daysFromNow(29) }, ['endsSoon']],
    ['one that nobody uses', { ...NEVER_USED, expires: daysFromNow(100) }, ['unused']],
    ['not yet, if it was made today', { ...NEVER_USED, created: daysFromNow(0) }, ['endless']],
    ['one that is old', { ...TOKEN, expires: daysFromNow(100), created: daysFromNow(-366) }, ['old']],
    ['none for one that has ended', { ...NEVER_USED, status: 'revoked' }, []],
  ])('%s', (_title, token, hints) => {
    expect(hintsOf(token, NOW)).toEqual(hints);
  });
});

describe('who made a token', () => {
  it('is told by the audit of its creation, and of the rotation that it came of', () => {
    const by = (label: string, outcome: string) => ({ outcome, credential: { id: label, label } });
    const makers = makersOf([
      by('olga', 'Static token aaa111 made.'),
      by('otto', 'Static token aaa111 rotated: bbb222 takes its place, the old one ends at once.'),
      by('olga', 'Static token aaa111 revoked.'),
      by('ada', 'Static token "Entra (new) made." (ccc333) made.'),
      by(
        'ben',
        'Static token "rotated: x takes its place" (ccc333) rotated: ddd444 takes its place, the old one ends in 9 s.',
      ),
    ]);
    expect([...makers]).toEqual([
      ['aaa111', 'olga'],
      ['bbb222', 'otto'],
      ['ccc333', 'ada'],
      ['ddd444', 'ben'],
    ]);
  });
});

describe('the end of a token in a calendar', () => {
  it('is an event with a reminder; a label adds no line of its own', () => {
    const text = calendarOf('Token a,b;\nEND:VEVENT', '2027-11-29T12:00:00.000Z', NOW);
    const lines = text.split('\r\n');
    expect(lines).toEqual(expect.arrayContaining(['DTSTART:20271129T120000Z', 'TRIGGER:-P14D']));
    expect(lines).toContain('SUMMARY:Token a\\,b\\; END:VEVENT');
    expect(lines.filter((line) => line === 'END:VEVENT')).toHaveLength(1);
  });
});
