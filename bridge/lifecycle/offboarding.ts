import type { Tenant } from '../tenants/tenant.ts';

/** Where it is done, and who is told. */
interface Place {
  readonly tenant: Tenant;
  readonly note: (sentence: string) => void;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/**
 * Lets a person who was just disabled have nothing left to work with: sessions end, refresh tokens issued until now are
 * useless, and so are offline tokens, those of this very second included. Runs on every deactivation that a client asks
 * for, so that repeating one repairs a failed one.
 */
export async function offboard({ tenant, note }: Place, userId: string): Promise<void> {
  const { users } = tenant.realm;
  const start = performance.now();
  const [revoked] = await Promise.all([users.endOfflineGrants(userId), users.endSessions(userId)]);
  const grants = revoked === 0 ? '' : ` and ${counted(revoked, 'offline grant', 'offline grants')} revoked`;
  note(`Sessions ended${grants} in ${Math.round(performance.now() - start)} ms.`);
}
