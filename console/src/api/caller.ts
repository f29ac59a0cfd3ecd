import { useRead } from './hooks.ts';

/** A right in Keycloak that pages ask about: a role of the client `realm-management`. */
export type Right =
  | 'view-clients'
  | 'manage-clients'
  | 'view-realm'
  | 'manage-realm'
  | 'view-users'
  | 'manage-users'
  | 'view-events';

/** Whether the person has a right in the realm; until that is known, yes: the bridge refuses what is not allowed. */
export function useMay(right: Right): boolean {
  const status = useRead('GET /');
  const caller = (status.data?.body as { caller?: { rights: readonly string[] } } | undefined)?.caller;
  return caller?.rights.includes(right) ?? true;
}
