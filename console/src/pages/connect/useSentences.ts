import { useState } from 'react';
import { useMay } from '../../api/caller.ts';
import { useFollowing, useLog } from '../log/useLog.ts';
import { sentenceOf, type Sentence } from './liveLight.ts';

/** What is read of the log; the period is the shortest that it has. */
const FILTER = { period: 'hour' };

/** What came shortly before the page was opened counts too: the provider may have been faster than the person. */
const BEFORE_MS = 15 * 60_000;

/** What the requests of the last minutes tell about the connection, the newest first. */
export function useSentences(credential: string): {
  readonly sentences: readonly Sentence[];
  readonly maySee: boolean;
  readonly error: Error | null;
} {
  const [opened] = useState(Date.now);
  const maySee = useMay('view-events');
  const { query, entries } = useLog(FILTER, maySee);
  const { error } = useFollowing(FILTER, maySee && query.data !== undefined);
  const sentences = entries
    .filter(({ time }) => Date.parse(time) >= opened - BEFORE_MS)
    .map((entry) => sentenceOf(entry, credential))
    .filter((sentence) => sentence !== undefined)
    // What other providers did before tells nothing about this one.
    .filter(({ key, entry }) => key !== 'otherCredential' || Date.parse(entry.time) >= opened);
  return { sentences, maySee, error: query.data === undefined ? query.error : error };
}
