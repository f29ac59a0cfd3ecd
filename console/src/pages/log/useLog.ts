import { keepPreviousData, useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { AdminBodies, JournalEntry } from '../../../../bridge/admin/contract.ts';
import type { Answer } from '../../api/adminApi.ts';
import { followJournal, type FollowState } from '../../api/followJournal.ts';
import { useAdminApi } from '../../api/hooks.ts';
import { isShown, mergeEntries, queryOf, sinceOf, type Filter } from './filter.ts';

/** Entries that are read at once. */
const PAGE_SIZE = '50';

/** Entries that following keeps; older ones can be loaded again. */
const MAX_FOLLOWED = 500;

/** How long new entries are gathered, so that a busy realm draws the page a few times a second only. */
const GATHER_MS = 250;

/** New entries that are kept apart, so that reading again does not lose them. */
const MAX_RECENT = 400;

type Pages = InfiniteData<Answer<AdminBodies['GET /journal']>, string | undefined>;

const newestOf = (data: Pages | undefined): number | undefined => data?.pages[0]?.body.entries[0]?.id;

/** Puts new entries before those that were read; a page that grows too long is the only one afterwards. */
function withFresh(data: Pages, fresh: readonly JournalEntry[]): Pages {
  const [first, ...others] = data.pages;
  if (first === undefined) return data;
  const entries = mergeEntries(fresh, first.body.entries);
  if (entries === first.body.entries) return data;
  if (entries.length <= MAX_FOLLOWED) {
    return { ...data, pages: [{ ...first, body: { ...first.body, entries } }, ...others] };
  }
  const kept = entries.slice(0, MAX_FOLLOWED);
  const next = kept.at(-1)?.id;
  const body = { entries: kept, ...(next === undefined ? {} : { next }) };
  return { pages: [{ ...first, body }], pageParams: [undefined] };
}

/** Entries of the provisioning log that match a filter, newest first; none for a person who may not see them. */
export function useLog(filter: Filter, enabled = true) {
  const api = useAdminApi();
  const query = useInfiniteQuery({
    queryKey: [api.realm, 'log', filter],
    queryFn: ({ signal, pageParam }) =>
      api.call('GET /journal', {
        query: {
          ...queryOf(filter),
          since: sinceOf(filter, Date.now()),
          before: pageParam,
          limit: PAGE_SIZE,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ body }) => (body.next === undefined ? undefined : String(body.next)),
    enabled,
    // Another filter does not empty the page while it is asked for.
    placeholderData: keepPreviousData,
    // What was loaded page by page is not loaded anew whenever the window comes to the front.
    refetchOnWindowFocus: false,
  });
  const entries = (query.data?.pages ?? []).flatMap(({ body }) => body.entries);
  return { query, entries: entries.filter((entry) => isShown(entry, filter)) };
}

/** Adds new entries to those of {@link useLog} as they come; says how that stands, and why it has ended. */
export function useFollowing(
  filter: Filter,
  isWanted: boolean,
): { readonly state: FollowState; readonly error: Error | null } {
  const api = useAdminApi();
  const queries = useQueryClient();
  const [state, setState] = useState<FollowState>('connecting');
  const [error, setError] = useState<Error | null>(null);
  const key = JSON.stringify(filter);
  useEffect(() => {
    if (!isWanted) return undefined;
    const wanted = JSON.parse(key) as Filter;
    const queryKey = [api.realm, 'log', wanted];
    const ended = new AbortController();
    let recent: readonly JournalEntry[] = [];
    const after = newestOf(queries.getQueryData<Pages>(queryKey));
    const timer = setInterval(() => {
      const data = queries.getQueryData<Pages>(queryKey);
      const merged = data === undefined ? undefined : withFresh(data, recent);
      if (merged !== data) queries.setQueryData<Pages>(queryKey, merged);
    }, GATHER_MS);
    followJournal(
      api,
      {
        query: queryOf(wanted),
        after,
        onEntry(entry) {
          recent = [entry, ...recent].slice(0, MAX_RECENT);
        },
        onState(next) {
          setState(next);
          // Without an entry to go on from, one may have come between reading and following.
          if (next === 'live' && after === undefined) void queries.invalidateQueries({ queryKey });
        },
      },
      ended.signal,
    ).then(
      () => undefined,
      (reason: unknown) => {
        if (!ended.signal.aborted) setError(reason as Error);
      },
    );
    return () => {
      ended.abort();
      clearInterval(timer);
      setError(null);
      setState('connecting');
    };
  }, [api, queries, key, isWanted]);
  return { state, error };
}
