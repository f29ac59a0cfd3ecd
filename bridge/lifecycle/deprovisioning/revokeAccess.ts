import type { Context } from '../context.ts';

/**
 * Lets a person who was just disabled have nothing left to work with: sessions end, refresh tokens issued until now are
 * useless, and so are offline tokens, those of this very second included. Runs on every deactivation that a client asks
 * for, so that repeating one repairs a failed one.
 */
export async function offboard({ tenant, report }: Context, userId: string): Promise<void> {
  const { users } = tenant.realm;
  const start = performance.now();
  const [clients] = await Promise.all([users.offlineGrants(userId), users.endSessions(userId)]);
  await Promise.all(clients.map((clientId) => users.endOfflineGrant(userId, clientId)));
  const { length } = clients;
  const grants = length === 0 ? '' : ` and ${length} offline ${length === 1 ? 'grant' : 'grants'} revoked`;
  report.note(`Sessions ended${grants} in ${Math.round(performance.now() - start)} ms.`);
}
