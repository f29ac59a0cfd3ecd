import { useEffect } from 'react';
import type { NewToken } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { hasTokenEnded } from './connection.ts';

/** How often to look whether somebody has ended the token elsewhere. */
export const EVERY_MS = 5_000;

/** Calls `onEnd` once the token that was chosen is not accepted any longer, also if that happens elsewhere. */
export function useTokenEnd(token: string, newToken: NewToken | undefined, onEnd: () => void): void {
  const { data, isFetching } = useRead('GET /tokens', {}, token === '' ? {} : { everyMs: EVERY_MS });
  const hasEnded = data !== undefined && !isFetching && hasTokenEnded(token, data.body, newToken);
  useEffect(() => {
    if (hasEnded) onEnd();
  }, [hasEnded, onEnd]);
}
