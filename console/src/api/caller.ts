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

/** The rights that setting a realm up takes. */
const SETUP_RIGHTS: readonly Right[] = ['manage-clients', 'manage-realm', 'manage-users'];

/** The right that a person lacks to set the realm up, or one that setting it up takes. */
export const setupRightOf = ({ rights }: { readonly rights: readonly string[] }): Right =>
  SETUP_RIGHTS.find((right) => !rights.includes(right)) ?? 'manage-clients';

/** Whether the person has a right in the realm; until that is known, yes: the bridge refuses what is not allowed. */
export function useMay(right: Right): boolean {
  const status = useRead('GET /');
  const caller = (status.data?.body as { caller?: { rights: readonly string[] } } | undefined)?.caller;
  return caller?.rights.includes(right) ?? true;
}
