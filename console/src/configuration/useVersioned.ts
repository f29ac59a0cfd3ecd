import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AdminProblem, type Answer } from '../api/adminApi.ts';
import { useAdminApi } from '../api/hooks.ts';
import { isSame, type Versions } from './merge.ts';

/** What somebody else has changed since a person began to type. */
export interface Conflict<T> extends Versions<T> {
  /** When the person began, by the clock of the bridge. */
  readonly since: number;
  /** Goes on with what was merged, on the version in force: nothing is saved yet. */
  readonly take: (merged: T) => void;
}

/** What a page edits, on the version that it was made from. */
export interface Versioned<T, Saved> {
  /** What is in force; absent until it is read. */
  readonly current: T | undefined;
  /** What is in force, with what was typed. */
  readonly draft: T | undefined;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Why it could not be saved. */
  readonly error: Error | null;
  /** Absent unless somebody else has changed it since it was read, and something was typed. */
  readonly conflict: Conflict<T> | undefined;
  /** Whether what was typed last is saved. */
  readonly isSaved: boolean;
  /** Whether what was typed is merged with what somebody else has changed, and not saved yet. */
  readonly isMerged: boolean;
  /** What came of saving. */
  readonly saved: Saved | undefined;
  /** Changes what was typed; `begun` is the version that it was made from, by default the one in force. */
  readonly edit: (change: (draft: T) => T, begun?: Answer<T>) => void;
  readonly save: () => void;
  /** Forgets what was typed. */
  readonly revert: () => void;
  /** Forgets what came of saving. */
  readonly forgetSaved: () => void;
}

/** Where what is edited comes from, and where it goes. */
interface Source<T, Saved> {
  /** The version in force; absent until it is read. */
  readonly current: Answer<T> | undefined;
  readonly readAgain: () => Promise<Answer<T> | undefined>;
  /** Saves on a version; fails if that is not in force any more. */
  readonly send: (typed: T, begun: Answer<T>) => Promise<Saved>;
}

/** What was typed, and on what. */
interface Edited<T> {
  readonly begun: Answer<T>;
  readonly typed: T;
  readonly isMerged?: boolean;
}

/** Edits a version: what is typed stays until it is saved or reverted, and replaces nothing that the person has not seen. */
export function useVersioned<T, Saved>({ current, readAgain, send }: Source<T, Saved>): Versioned<T, Saved> {
  const { realm } = useAdminApi();
  const queries = useQueryClient();
  const [kept, setKept] = useState<Edited<T>>();
  const saving = useMutation({
    async mutationFn({ typed, begun }: Edited<T>) {
      try {
        return await send(typed, begun);
      } catch (error) {
        if (!(error instanceof AdminProblem) || error.code !== 'versionMismatch') throw error;
        const now = await readAgain();
        // The version also changes with what the page does not edit, and with what the bridge itself notes.
        if (now === undefined || !isSame(now.body, begun.body)) throw error;
        return send(typed, now);
      }
    },
    onError: () => queries.invalidateQueries({ queryKey: [realm] }),
    async onSuccess(_saved, { typed }) {
      await queries.invalidateQueries({ queryKey: [realm] });
      const now = await readAgain();
      // What was typed while it was being saved stays, on top of that.
      setKept((before) =>
        before === undefined || before.typed === typed || now === undefined
          ? undefined
          : { ...before, begun: now },
      );
    },
  });
  const isTyped = (edited: Edited<T> | undefined): edited is Edited<T> =>
    edited !== undefined && !isSame(edited.typed, edited.begun.body);
  const edited = isTyped(kept) ? kept : undefined;
  const isBehind =
    edited !== undefined &&
    current !== undefined &&
    !saving.isPending &&
    edited.begun.etag !== current.etag &&
    !isSame(edited.begun.body, current.body);
  return {
    current: current?.body,
    draft: edited === undefined ? current?.body : edited.typed,
    isChanged: edited !== undefined,
    isSaving: saving.isPending,
    error: isBehind ? null : saving.error,
    conflict: isBehind
      ? {
          base: edited.begun.body,
          theirs: current.body,
          mine: edited.typed,
          since: edited.begun.time,
          take(merged) {
            saving.reset();
            setKept({ begun: current, typed: merged, isMerged: true });
          },
        }
      : undefined,
    isSaved: saving.isSuccess && edited === undefined,
    isMerged: edited?.isMerged === true,
    saved: saving.data,
    edit(change, begun = current) {
      setKept((before) => {
        const base = isTyped(before) ? before : begun && { begun, typed: begun.body };
        return base === undefined ? undefined : { begun: base.begun, typed: change(base.typed) };
      });
    },
    save() {
      if (edited !== undefined) saving.mutate(edited);
    },
    revert() {
      saving.reset();
      setKept(undefined);
    },
    forgetSaved: saving.reset,
  };
}
