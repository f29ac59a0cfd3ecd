import { dockerKeycloak } from './docker.ts';
import { existingKeycloak } from './existing.ts';
import type { Launch, RunningKeycloak } from './launch.ts';
import { distributionKeycloak } from './server.ts';

/**
 * Finds or starts a real Keycloak: the one that `KEYCLOAK_URL` names, else one in Docker, else the server distribution
 * on this machine's Java; whatever it starts is throw-away and never outlives our process.
 */
export const startKeycloak = async (options: Partial<Launch> = {}): Promise<RunningKeycloak> => {
  const launch: Launch = {
    features: ['scim-api'],
    log: () => undefined,
    longRun: false,
    readyWithinMs: 180_000,
    env: process.env,
    ...options,
  };
  return (
    (await existingKeycloak(launch.env)) ??
    (await dockerKeycloak(launch)) ??
    (await distributionKeycloak(launch))
  );
};
