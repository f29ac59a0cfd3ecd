import type { BrakeStatus, JournalEntry } from '../../../../bridge/admin/contract.ts';

/** The words for users who leave. */
const LEAVING: readonly string[] = ['disabled', 'deleted', 'hidden'];

const MINUTE_MS = 60_000;

/** Minutes of the window without a number in the rule. */
const DEFAULT_MINUTES = 60;

/** The length of the window in minutes. */
export const minutesOf = ({ rule }: BrakeStatus): number => rule?.minutes ?? DEFAULT_MINUTES;

/** The beginning of the window: from now back, or from when the brake engaged. */
export function windowStart(status: BrakeStatus, now: number): string {
  const end = status.since === undefined ? now : Math.min(now, Date.parse(status.since));
  return new Date(end - minutesOf(status) * MINUTE_MS).toISOString();
}

/** Whether a user left with the request of an entry. */
export const isLeaving = ({ changes = [], resource }: JournalEntry): boolean =>
  resource?.type !== 'Group' && changes.some(({ what }) => LEAVING.includes(what));

/** Whether the brake has held somebody back with the request of an entry. */
export const isHeld = ({ error }: JournalEntry): boolean => error === 'braked';

/** The sentences of a rule, as keys of texts with their values. */
export function rulesOf(
  status: BrakeStatus,
): readonly (readonly [key: string, values: Record<string, number>])[] {
  const { users, percent, holdDeactivations = false, releaseAfterMinutes } = status.rule ?? {};
  const minutes = minutesOf(status);
  const limit = users === undefined ? 'percent' : percent === undefined ? 'users' : 'both';
  return [
    [`leavers.rule.${limit}`, { count: users ?? 0, percent: percent ?? 0, minutes }],
    [holdDeactivations ? 'leavers.rule.held' : 'leavers.rule.through', {}],
    releaseAfterMinutes === undefined
      ? ['leavers.rule.untilReleased', {}]
      : ['leavers.rule.releasedAfter', { minutes: releaseAfterMinutes }],
  ];
}
