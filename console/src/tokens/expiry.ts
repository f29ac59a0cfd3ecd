const DAY_MS = 86_400_000;

/** When a new token ends, as the person chooses it: after so many days, on a date, or never. */
export const END_CHOICES = ['30', '90', '180', '365', '730', 'date', 'never'] as const;

/** A choice in {@link END_CHOICES}. */
export type EndChoice = (typeof END_CHOICES)[number];

/** The end of a new token, as typed. */
export interface End {
  readonly choice: EndChoice;
  /** The last day, as YYYY-MM-DD; only with the choice `date`. */
  readonly date: string;
}

/** The end that is chosen unless somebody chooses another one. */
export const DEFAULT_END: End = { choice: '365', date: '' };

/** The day of a time where the person is, as YYYY-MM-DD. */
export function dayOf(time = Date.now()): string {
  const date = new Date(time);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** The end as ISO date and time, `undefined` if there is none; or `invalid`, if it is no day from today on. */
export function expiresOf({ choice, date }: End, now = Date.now()): string | undefined {
  if (choice === 'never') return undefined;
  if (choice !== 'date') return new Date(now + Number(choice) * DAY_MS).toISOString();
  // The last day counts as a whole.
  const end = new Date(`${date}T23:59:59`);
  return end.getTime() > now ? end.toISOString() : 'invalid';
}
