import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { AdminProblem } from '../api/adminApi.ts';
import { useAdminApi } from '../api/hooks.ts';
import type { Mistake } from './mistakes.ts';
import type { Editing } from './useConfiguration.ts';

/** How long somebody stops typing before the bridge is asked. */
const PAUSE_MS = 400;

/** A value, once it has stayed the same for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}

/** What the bridge says about what was typed, before it is saved. */
export interface Validation {
  readonly mistakes: readonly Mistake[];
}

/** Has the bridge check what was typed, and what was refused when it was saved. */
export function useValidation({
  draft,
  isChanged,
  error,
}: Pick<Editing, 'draft' | 'isChanged' | 'error'>): Validation {
  const api = useAdminApi();
  const settled = useSettled(draft);
  const checking = useQuery({
    queryKey: [api.realm, 'POST /config/validation', settled],
    queryFn: ({ signal }) => api.call('POST /config/validation', { body: settled, signal }),
    enabled: isChanged && settled !== undefined,
    placeholderData: keepPreviousData,
  });
  const { mistakes = [] } = isChanged ? (checking.data?.body ?? {}) : {};
  const refused = error instanceof AdminProblem ? error.mistakes : [];
  return {
    mistakes: checking.data === undefined ? refused : (mistakes as readonly Mistake[]),
  };
}
