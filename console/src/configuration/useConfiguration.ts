import type { Configuration, Findings } from '../../../bridge/admin/contract.ts';
import type { Answer } from '../api/adminApi.ts';
import { useAdminApi, useRead } from '../api/hooks.ts';
import { useVersioned, type Versioned } from './useVersioned.ts';

/** What a page edits: a part of the realm's configuration, or all of it. */
export interface Editing extends Omit<Versioned<Configuration, unknown>, 'saved' | 'forgetSaved'> {
  /** The version in force; absent until it is read. */
  readonly version: Answer<Configuration> | undefined;
  /** The sentences of each finding about what was saved last. */
  readonly findings: Findings['texts']['findings'];
}

/** Edits the realm's configuration. */
export function useConfiguration(): Editing {
  const api = useAdminApi();
  const reading = useRead('GET /config');
  const { saved, error, ...editing } = useVersioned<Configuration, Findings>({
    current: reading.data,
    readAgain: async () => (await reading.refetch()).data,
    send: async (body, { etag }) => (await api.call('PUT /config', { body, ifMatch: etag })).body,
  });
  return {
    ...editing,
    version: reading.data,
    error: error ?? (reading.data === undefined ? reading.error : null),
    findings: saved?.texts.findings ?? [],
  };
}
