import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useAdminApi } from '../../api/hooks.ts';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { inList, partsOf, type CycleUser } from './firstCycle.ts';
import type { UserList } from './userList.ts';

/** What a provider does in its first cycle. */
export interface Cycle {
  readonly users: UserList['users'];
  readonly matchBy: readonly string[];
  /** The identity source of its credential; empty for that of credentials without one. */
  readonly source: string;
}

/** Asks the bridge part by part what a first cycle would do, by the rules as they were typed; nothing is written. */
export function useFirstCycle({ draft, isChanged }: Editing) {
  const api = useAdminApi();
  const [done, setDone] = useState(0);
  const asking = useMutation({
    mutationFn: async ({ users, matchBy, source }: Cycle) => {
      setDone(0);
      const explained: CycleUser[] = [];
      const tried = {
        ...(isChanged ? { config: draft?.config } : {}),
        ...(source === '' ? {} : { source }),
      };
      for (const part of partsOf(users)) {
        const body = { users: part.map(({ user }) => user), matchBy, ...tried };
        const answer = await api.call('POST /explain/cycle', { body });
        explained.push(...inList(answer.body, part));
        setDone(explained.length);
      }
      return explained;
    },
  });
  return { asking, done };
}
