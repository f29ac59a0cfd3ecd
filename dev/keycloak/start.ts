import { dockerKeycloak } from './docker.ts';
import { existingKeycloak } from './existing.ts';
import { versionOf, type Launch, type RunningKeycloak } from './launch.ts';
import { distributionKeycloak } from './server.ts';

/** Whether a version of Keycloak knows the feature `scim-api`; it does not start with a feature that it does not know. */
const hasScimApi = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 26 || (major === 26 && minor >= 6);
};

/**
 * Finds or starts a real Keycloak: the one that `KEYCLOAK_URL` names, else one in Docker, else the server distribution
 * on this machine's Java; whatever it starts is throw-away and never outlives our process.
 */
export const startKeycloak = async (options: Partial<Launch> = {}): Promise<RunningKeycloak> => {
  const env = options.env ?? process.env;
  const launch: Launch = {
    features: hasScimApi(versionOf(env)) ? ['scim-api'] : [],
    log: () => undefined,
    purpose: 'demo',
    readyWithinMs: 180_000,
    env,
    ...options,
  };
  return (
    (await existingKeycloak(launch.env)) ??
    (launch.database ? undefined : await dockerKeycloak(launch)) ??
    (await distributionKeycloak(launch))
  );
};
