import { instantOf } from '../../scim/filter/compare.ts';

const isDateTime = (text: string | undefined): text is string =>
  text !== undefined && instantOf(text) !== undefined;

/** The dateTime of a timestamp in milliseconds; `undefined` for what is no time after 1970 with a year of four digits. */
export function dateTimeOf(milliseconds: number | undefined): string | undefined {
  if (milliseconds === undefined || !(milliseconds > 0)) return undefined;
  const date = new Date(milliseconds);
  const text = Number.isNaN(date.getTime()) ? undefined : date.toISOString();
  return isDateTime(text) ? text : undefined;
}

/** The times of `meta` (RFC 7643 §3.1); texts that are no dateTimes, as somebody may have left in Keycloak, are passed over. */
export function metaTimes(created: string | undefined, modified: string | undefined): [string, string][] {
  const lastModified = [modified, created].find(isDateTime);
  return [
    ...(isDateTime(created) ? [['created', created] satisfies [string, string]] : []),
    ...(lastModified === undefined ? [] : [['lastModified', lastModified] satisfies [string, string]]),
  ];
}
