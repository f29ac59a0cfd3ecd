import { createContext, use } from 'react';
import type { Session } from '../shell/session.ts';

/** The person who uses the console. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** The person who uses the console. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('Nobody has signed in.');
  return session;
}
