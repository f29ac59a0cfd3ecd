import { SetupError } from '../setupError.ts';
import type { RunningKeycloak } from './launch.ts';

/** Asks Keycloak for an administrator's token and gives the HTTP status of the answer. */
const signIn = async (url: string, username: string, password: string): Promise<number> => {
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password }),
    signal: AbortSignal.timeout(15_000),
  });
  await answer.arrayBuffer();
  return answer.status;
};

const reason = (error: unknown): string => {
  const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  return cause.code ?? cause.message;
};

/** The Keycloak that `KEYCLOAK_URL` names, once it has accepted the administrator; it is never stopped by us. */
export const existingKeycloak = async (env: NodeJS.ProcessEnv): Promise<RunningKeycloak | undefined> => {
  const url = env.KEYCLOAK_URL?.replace(/\/+$/, '');
  if (!url) return undefined;
  const adminUser = env.KEYCLOAK_ADMIN;
  const adminPassword = env.KEYCLOAK_ADMIN_PASSWORD;
  if (!adminUser || !adminPassword)
    throw new SetupError(
      'KEYCLOAK_URL is set: set KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD too, or none of the three.',
    );

  const status = await signIn(url, adminUser, adminPassword).catch((error: unknown) => {
    throw new SetupError(
      `No Keycloak answers at ${url} (${reason(error)}): start it, or unset KEYCLOAK_URL.`,
    );
  });
  if (status === 404)
    throw new SetupError(`There is no Keycloak at ${url}: correct KEYCLOAK_URL, or unset it.`);
  if (status !== 200)
    throw new SetupError(
      `Keycloak at ${url} refuses the administrator "${adminUser}" (${status}): ` +
        'correct KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD.',
    );
  return { url, adminUser, adminPassword, throwaway: false, stop: () => Promise.resolve() };
};
