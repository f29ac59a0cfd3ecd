import { UsageError } from '../commandError.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** The seconds of a duration such as `90s`, `15m`, `24h`, `7d`, `2w`; `undefined` if the text is not a duration. */
export function secondsOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  return count === '' ? undefined : Number(count) * (UNITS[unit] ?? 0);
}

/** Reads an ISO date, or date and time, by default in the time zone of this machine; `undefined` if the text is neither. */
function dateOf(text: string): Date | undefined {
  const pattern = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;
  const [all, year, month, day, time = 'T00:00'] = pattern.exec(text.trim()) ?? [];
  if (all === undefined) return undefined;
  // `Date` would take the 30th of February for a day of March.
  if (new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day)) {
    return undefined;
  }
  const date = new Date(`${all.slice(0, 10)}${time}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Reads a duration into seconds; throws an error that names the option if the text is not a duration. */
export function readDuration(option: string, text: string): number {
  const seconds = secondsOf(text);
  if (seconds !== undefined) return seconds;
  throw new UsageError(`${option} takes a duration such as 90s, 15m, 24h or 7d, not "${text}".`);
}

function readPointInTime(option: string, text: string, now: number, direction: 1 | -1): Date {
  const seconds = secondsOf(text);
  const date = seconds === undefined ? dateOf(text) : new Date(now + direction * seconds * 1_000);
  if (date !== undefined) return date;
  const examples = direction === 1 ? '90d or 12h' : '2h or 7d';
  throw new UsageError(
    `${option} takes a duration such as ${examples}, or a date such as 2027-01-31 or 2027-01-31T18:00Z, not "${text}".`,
  );
}

/** Reads a point in time: a date, which may have passed, or how long until then. */
export const readMoment = (option: string, text: string, now = Date.now()): Date =>
  readPointInTime(option, text, now, 1);

/** Reads a point in time in the past: a date, or how long ago. */
export const readPast = (option: string, text: string, now = Date.now()): Date =>
  readPointInTime(option, text, now, -1);

/** Reads a point in time in the future: a date, or how long until then. */
export function readFuture(option: string, text: string, now = Date.now()): Date {
  const date = readPointInTime(option, text, now, 1);
  if (date.getTime() > now) return date;
  throw new UsageError(`${option} must be in the future; "${text}" is not.`);
}
