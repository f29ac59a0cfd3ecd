import type { Context } from '../context.ts';

/**
 * Ends the sessions of a user that was just disabled, and revokes refresh and offline tokens. Runs whenever a client
 * asks for a deactivation, so that a repeated request completes one that failed.
 *
 * Disabling alone is not enough: refresh tokens work again once the user is enabled (contract/sessions: "stops refresh
 * tokens only until the user is enabled again"). A logout leaves alone what was issued in the same second
 * (contract/sessions: "ends earlier refresh tokens for good"), so offline grants are revoked one by one.
 */
export async function revokeAccess({ tenant, report }: Context, userId: string): Promise<void> {
  const { users } = tenant.realm;
  const start = performance.now();
  const [clientIds] = await Promise.all([users.offlineGrants(userId), users.endSessions(userId)]);
  await Promise.all(clientIds.map((clientId) => users.endOfflineGrant(userId, clientId)));
  const { length } = clientIds;
  const grants = length === 0 ? '' : ` and ${length} offline ${length === 1 ? 'grant' : 'grants'} revoked`;
  report.note(`Sessions ended${grants} in ${Math.round(performance.now() - start)} ms.`);
}
