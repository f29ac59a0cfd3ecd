import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Configuration } from '../../../bridge/admin/contract.ts';
import { AdminProblem, type Answer } from '../api/adminApi.ts';
import { useAdminApi, useRead } from '../api/hooks.ts';

/** What a page edits: a part of the realm's configuration, or all of it. */
export interface Editing {
  /** The configuration in force; absent until it is read. */
  readonly current: Configuration | undefined;
  /** The configuration with what was typed. */
  readonly draft: Configuration | undefined;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Why it could not be read or saved. */
  readonly error: Error | null;
  /** Whether somebody else has changed the configuration since it was read. */
  readonly isConflict: boolean;
  /** Whether what was typed last is saved. */
  readonly isSaved: boolean;
  /** Findings about what was saved last. */
  readonly findings: readonly string[];
  readonly edit: (change: (draft: Configuration) => Configuration) => void;
  readonly save: () => void;
  /** Forgets what was typed. */
  readonly revert: () => void;
  /** Takes what is in force now as the base of what was typed: saving replaces it. */
  readonly overwrite: () => void;
}

/** Edits the realm's configuration: what is typed stays until it is saved or reverted, and is saved only on the version it was made from. */
export function useConfiguration(): Editing {
  const api = useAdminApi();
  const queries = useQueryClient();
  const reading = useRead('GET /config');
  const [edited, setEdited] = useState<Answer<Configuration>>();
  const saving = useMutation({
    mutationFn: ({ body, etag }: Answer<Configuration>) => api.call('PUT /config', { body, ifMatch: etag }),
    async onSuccess(_answer, saved) {
      await queries.invalidateQueries({ queryKey: [api.realm] });
      const { data } = await reading.refetch();
      // What was typed while it was being saved stays, on top of that.
      setEdited((edited) =>
        edited === undefined || edited.body === saved.body || data === undefined
          ? undefined
          : { ...edited, etag: data.etag },
      );
    },
    onError: () => queries.invalidateQueries({ queryKey: [api.realm, 'GET /config'] }),
  });
  const current = reading.data;
  return {
    current: current?.body,
    draft: (edited ?? current)?.body,
    isChanged: edited !== undefined && JSON.stringify(edited.body) !== JSON.stringify(current?.body),
    isSaving: saving.isPending,
    error: saving.error ?? (current === undefined ? reading.error : null),
    isConflict: saving.error instanceof AdminProblem && saving.error.code === 'versionMismatch',
    isSaved: saving.isSuccess && edited === undefined,
    findings: saving.data?.body.findings ?? [],
    edit(change) {
      setEdited((before) => {
        const base = before ?? current;
        return base === undefined ? undefined : { ...base, body: change(base.body) };
      });
    },
    save() {
      if (edited !== undefined) saving.mutate(edited);
    },
    revert() {
      saving.reset();
      setEdited(undefined);
    },
    overwrite() {
      saving.reset();
      if (edited !== undefined && current !== undefined) setEdited({ ...edited, etag: current.etag });
    },
  };
}
