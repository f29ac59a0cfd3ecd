import { readDuration, readFuture, readPast, secondsOf } from '../../../../realm-config/model/durations.ts';

const NOW = Date.parse('2026-07-01T12:00:00Z');

describe('a duration', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['0s', 0],
    [' 5s ', 5],
  ])('reads %j as %i seconds', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
    expect(readDuration('--grace', text)).toBe(seconds);
  });

  it.each(['', '5', 's', '1y', '-1s', '1.5h', '1h30m', '1234567s', '1H', '∞'])('refuses %j', (text) => {
    expect(secondsOf(text)).toBeUndefined();
    expect(() => readDuration('--grace', text)).toThrow(
      `--grace takes a duration such as 90s, 15m, 24h or 7d, not "${text}".`,
    );
  });
});

describe('a point in time', () => {
  it('may be a duration, counted back or ahead from now', () => {
    expect(readPast('--since', '2h', NOW).toISOString()).toBe('2026-07-01T10:00:00.000Z');
    expect(readFuture('--expires', '90d', NOW).toISOString()).toBe('2026-09-29T12:00:00.000Z');
  });

  it.each([
    ['2026-08-01T10:00Z', '2026-08-01T10:00:00.000Z'],
    ['2026-08-01T10:00:30.5+02:00', '2026-08-01T08:00:30.500Z'],
    ['2026-08-01', new Date(2026, 7, 1).toISOString()],
    ['2026-08-01T10:00', new Date(2026, 7, 1, 10).toISOString()],
  ])('may be the date %s, by default in the time zone of this machine', (text, date) => {
    expect(readFuture('--expires', text, NOW).toISOString()).toBe(date);
  });

  it.each(['soon', '2027-02-30', '2027-13-01', '2027-01-01T25:00', '01/02/2027', '2027', ''])(
    'is refused: %j',
    (text) => {
      expect(() => readPast('--since', text)).toThrow(`not "${text}".`);
      expect(() => readFuture('--expires', text)).toThrow(`not "${text}".`);
    },
  );

  it('must be in the future for --expires', () => {
    expect(() => readFuture('--expires', '2020-01-01', NOW)).toThrow('--expires must be in the future');
    expect(() => readFuture('--expires', '0s', NOW)).toThrow('--expires must be in the future');
  });
});
