import { useRead } from '../api/hooks.ts';
import { useMay } from '../api/caller.ts';

/** What changes the configuration of a realm, as the log has it. */
const CHANGES: readonly string[] = ['PUT /config', 'POST /enable', 'POST /disable', 'POST /setup'];

/** Who changed the configuration of the realm last, and when. */
interface LastChange {
  readonly who: string;
  readonly time: string;
}

/** Finds the last change of the configuration since a time; `undefined` if the log has none, or the person may not see it. */
export function useLastChange(since: number): LastChange | undefined {
  const log = useRead(
    'GET /journal',
    { query: { kind: 'audit', failed: 'false', limit: '50', since: new Date(since).toISOString() } },
    { enabled: useMay('view-events') },
  );
  const change = log.data?.body.entries.find(({ method, target }) =>
    CHANGES.includes(`${method} ${target.replace('/scim/admin/v1', '')}`),
  );
  return change?.credential && { who: change.credential.label, time: change.time };
}
