import i18next from 'i18next';

/** The person's country's way to write dates and numbers, in the language of the texts. */
const locale = (): string =>
  navigator.languages.find((wanted) => wanted.split('-')[0] === i18next.language) ?? i18next.language;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A date and time in the person's language. */
export const formatTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));

/** A date in figures and a time in the person's language, for narrow places. */
export const formatShortTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(iso));

/** A date in the person's language. */
export const formatDate = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(iso));

/** How long ago or ahead a time is, in the person's language. */
export function formatAgo(iso: string, now = Date.now()): string {
  const distance = Date.parse(iso) - now;
  const size = Math.abs(distance);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (size < MINUTE_MS) return format.format(Math.round(distance / 1000), 'second');
  if (size < HOUR_MS) return format.format(Math.round(distance / MINUTE_MS), 'minute');
  if (size < DAY_MS) return format.format(Math.round(distance / HOUR_MS), 'hour');
  return format.format(Math.round(distance / DAY_MS), 'day');
}

/** A whole number in the person's language. */
export const formatNumber = (number: number): string => new Intl.NumberFormat(locale()).format(number);

/** Texts of which one is meant, as a part of a sentence. */
export const formatChoice = (texts: readonly string[]): string =>
  new Intl.ListFormat(i18next.language, { type: 'disjunction' }).format(texts);
