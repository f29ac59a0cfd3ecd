import type { KeycloakRealm } from '../keycloak/port.ts';

/**
 * Lets a person who was deactivated have nothing left to work with: sessions end, refresh tokens issued until now are
 * useless. Runs on every deactivation that a client asks for, so that repeating one repairs a failed one.
 */
export async function offboard(realm: KeycloakRealm, userId: string): Promise<void> {
  await realm.users.endSessions(userId);
}
