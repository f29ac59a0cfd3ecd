import { useEffect } from 'react';
import type { NewToken } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { hasTokenEnded } from './connection.ts';

/** Calls `onEnd` if the token that was chosen is not accepted any longer. */
export function useTokenEnd(token: string, newToken: NewToken | undefined, onEnd: () => void): void {
  const { data, isFetching } = useRead('GET /tokens');
  const hasEnded = data !== undefined && !isFetching && hasTokenEnded(token, data.body, newToken);
  useEffect(() => {
    if (hasEnded) onEnd();
  }, [hasEnded, onEnd]);
}
