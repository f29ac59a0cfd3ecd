import type { JournalEntry, ProblemBody } from '../../../bridge/admin/contract.ts';
import { AdminProblem, pathOf, type AdminApi, type RequestParts } from './adminApi.ts';
import { readEvents } from './events.ts';
import { SessionEnded } from '../shell/session.ts';

/** How following stands: waiting for an answer, being told of every entry, or asking again and again. */
export type FollowState = 'connecting' | 'live' | 'polling';

/** Who follows the provisioning log. */
export interface Follower {
  /** The conditions of `GET /journal/stream`. */
  readonly query: NonNullable<RequestParts['query']>;
  /** The newest entry that is known. */
  readonly after?: number | undefined;
  readonly onEntry: (entry: JournalEntry) => void;
  readonly onState: (state: FollowState) => void;
}

/** How long to wait; tests set it. */
export interface FollowTimes {
  readonly firstDelayMs: number;
  readonly pollEveryMs: number;
}

const TIMES: FollowTimes = { firstDelayMs: 500, pollEveryMs: 3_000 };

const MAX_DELAY_MS = 15_000;

/** Problems that a new attempt does not mend. */
const LASTING: readonly AdminProblem['code'][] = ['forbidden', 'malformed'];

/** What an older bridge, or a proxy that lets no stream through, answers. */
const WITHOUT_STREAM: readonly AdminProblem['code'][] = ['notFound', 'methodNotAllowed'];

const isProblem = (error: unknown, codes: readonly AdminProblem['code'][]): boolean =>
  error instanceof AdminProblem && codes.includes(error.code);

/** Whether a new attempt would fail too; a loss of the connection is a TypeError, and a session may begin anew. */
const isLasting = (error: unknown): boolean =>
  isProblem(error, LASTING) ||
  !(error instanceof AdminProblem || error instanceof TypeError || error instanceof SessionEnded);

/** Waits, but no longer than until the signal aborts. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Tells of every new entry of the provisioning log until the signal aborts: connects again after a loss, and goes on where
 * it was. Where no stream gets through, it asks again and again. Fails only for a reason that lasts, and when it is aborted.
 */
export async function followJournal(
  api: AdminApi,
  follower: Follower,
  signal: AbortSignal,
  { firstDelayMs, pollEveryMs }: FollowTimes = TIMES,
): Promise<void> {
  const { query, after, onEntry, onState } = follower;
  let last = after;
  let delay = firstDelayMs;
  let isPolling = false;

  async function stream(): Promise<void> {
    onState('connecting');
    const headers: Record<string, string> = last === undefined ? {} : { 'Last-Event-ID': String(last) };
    const { body } = await api.open(pathOf('GET /journal/stream', { query }), headers, signal);
    if (body === null) return;
    onState('live');
    for await (const { id, event, data } of readEvents(body)) {
      delay = firstDelayMs;
      if (event === 'problem') throw problemOf(data);
      if (event === 'entry') onEntry(JSON.parse(data) as JournalEntry);
      if (id !== undefined) last = Number(id);
    }
  }

  async function poll(): Promise<void> {
    const { entries } = (await api.call('GET /journal', { query, signal })).body;
    onState('polling');
    const known = last;
    // Without an entry to go on from, what is there is not new.
    if (known !== undefined)
      entries
        .filter(({ id }) => id > known)
        .toReversed()
        .forEach((entry) => {
          onEntry(entry);
        });
    last = entries[0]?.id ?? last ?? 0;
  }

  while (!signal.aborted) {
    try {
      await (isPolling ? poll() : stream());
    } catch (error) {
      if (isProblem(error, WITHOUT_STREAM) && !isPolling) isPolling = true;
      else if (isLasting(error)) throw error;
    }
    await pause(isPolling ? pollEveryMs : delay, signal);
    delay = Math.min(delay * 2, MAX_DELAY_MS);
  }
}

/** The problem with which the bridge ends a stream. */
function problemOf(data: string): AdminProblem {
  const { code, detail } = JSON.parse(data) as ProblemBody;
  return new AdminProblem(code, detail);
}
