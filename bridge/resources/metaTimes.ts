import { instantOf } from '../../scim/filter/compare.ts';

const isDateTime = (text: string | undefined): text is string =>
  text !== undefined && instantOf(text) !== undefined;

/** The length of a dateTime whose year has four digits; later ones have a sign and six. */
const FOUR_DIGIT_YEAR = '2026-01-01T00:00:00.000Z'.length;

/** Formats a timestamp as a dateTime; `undefined` if it is not after 1970, or its year has more than four digits. */
export function dateTimeOf(timestampMs: number | undefined): string | undefined {
  if (timestampMs === undefined || !(timestampMs > 0)) return undefined;
  const date = new Date(timestampMs);
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  return text.length === FOUR_DIGIT_YEAR ? text : undefined;
}

/** The times of `meta` (RFC 7643 §3.1); a text that is not a dateTime, as others may write to Keycloak, is ignored. */
export function metaTimes(created: string | undefined, modified: string | undefined): [string, string][] {
  const lastModified = [modified, created].find(isDateTime);
  return [
    ...(isDateTime(created) ? [['created', created] satisfies [string, string]] : []),
    ...(lastModified === undefined ? [] : [['lastModified', lastModified] satisfies [string, string]]),
  ];
}
