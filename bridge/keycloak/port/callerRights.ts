/** The rights over a realm that a caller of the admin API is told to have. */
export const CALLER_RIGHTS = [
  ...(['view-clients', 'manage-clients', 'view-realm', 'manage-realm'] as const),
  ...(['view-users', 'manage-users', 'view-events'] as const),
] as const;

/** A name in {@link CALLER_RIGHTS}. */
export type CallerRight = (typeof CALLER_RIGHTS)[number];
