/** How many days before the end of a token the calendar reminds of it. */
const REMIND_DAYS = 14;

/** A text in a calendar (RFC 5545 §3.3.11). */
const escaped = (text: string): string =>
  text.replace(/[\\;,]/g, (char) => `\\${char}`).replace(/[\r\n]+/g, ' ');

/** A time in a calendar, in UTC (RFC 5545 §3.3.5). */
const timeOf = (time: number): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** The end of a token as an event of a calendar, with a reminder before it (RFC 5545). */
export function calendarOf(summary: string, expires: string, now = Date.now()): string {
  const end = timeOf(Date.parse(expires));
  const text = escaped(summary);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//keycloak-scim-bridge//console//EN',
    'BEGIN:VEVENT',
    `UID:scim-token-${end}-${timeOf(now)}`,
    `DTSTAMP:${timeOf(now)}`,
    `DTSTART:${end}`,
    `SUMMARY:${text}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:-P${REMIND_DAYS}D`,
    `DESCRIPTION:${text}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}
