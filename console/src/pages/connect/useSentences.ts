import { useState } from 'react';
import { useMay } from '../../api/caller.ts';
import { useFollowing, useLog } from '../log/useLog.ts';
import { sentencesOf, type Sentence } from './liveLight.ts';

/** What is read of the log; the period is the shortest that it has. */
const FILTER = { period: 'hour' };

/** What the requests since a credential was chosen tell about the connection, the newest first. */
export function useSentences(
  credential: string,
  since: string,
): {
  readonly sentences: readonly Sentence[];
  readonly maySee: boolean;
  readonly error: Error | null;
} {
  const [opened] = useState(Date.now);
  const maySee = useMay('view-events');
  const { query, entries } = useLog(FILTER, maySee);
  const { error } = useFollowing(FILTER, maySee && query.data !== undefined);
  // An address from elsewhere may not say when the credential was chosen.
  const chosen = since === '' ? opened : Number(since);
  const sentences = sentencesOf(entries, credential, { chosen, opened });
  return { sentences, maySee, error: query.data === undefined ? query.error : error };
}
