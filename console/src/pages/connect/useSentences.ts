import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../api/caller.ts';
import { useRead } from '../../api/hooks.ts';
import { sentenceOf, type Sentence } from './liveLight.ts';

/** How often the log is looked at. */
const EVERY_MS = 2_000;

/** What came shortly before the page was opened counts too: the provider may have been faster than the person. */
const BEFORE_MS = 15 * 60_000;

/** What the requests of the last minutes tell about the connection, the newest first. */
export function useSentences(credential: string): {
  readonly sentences: readonly Sentence[];
  readonly maySee: boolean;
  readonly error: UseQueryResult['error'];
} {
  const [opened] = useState(Date.now);
  const since = new Date(opened - BEFORE_MS).toISOString();
  const maySee = useMay('view-events');
  const { data, error } = useRead(
    'GET /journal',
    { query: { since, limit: '50' } },
    { everyMs: EVERY_MS, enabled: maySee },
  );
  const sentences = (data?.body.entries ?? [])
    .map((entry) => sentenceOf(entry, credential))
    .filter((sentence) => sentence !== undefined)
    // What other providers did before tells nothing about this one.
    .filter(({ key, time }) => key !== 'otherCredential' || Date.parse(time) >= opened);
  return { sentences, maySee, error };
}
