import { randomBytes } from 'node:crypto';
import { keyServerPolicy } from '../bridge/credentials/jwt/keyServerPolicy.ts';
import { publicKeys, readBridgeKey, type PublicKeys } from '../bridge/keycloak/auth/bridgeKey.ts';
import type { SetupOptions } from '../bridge/keycloak/setup/realmSetup.ts';
import type { KeyServerPolicy } from '../bridge/tenants/acceptedCredentials.ts';
import { CommandError } from './commandError.ts';

/** The environment variables that the commands read, for `--help`. */
export const ENVIRONMENT_HELP = `
Environment:
  KEYCLOAK_URL             base URL of Keycloak
  KEYCLOAK_ADMIN           name of an administrator
  KEYCLOAK_ADMIN_PASSWORD  that administrator's password
  KEYCLOAK_ADMIN_REALM     realm of that administrator (default master)
  MANAGEMENT_URL           URL of the bridge's management port (default http://localhost:3001), for status, connection,
                           disable, token, log and brake; where it is set, enable tells the bridge of changes at once,
                           and explain asks it
  KEYCLOAK_CLIENT_ID       the bridge's client in each realm (default scim-bridge)
  KEYCLOAK_CLIENT_SECRET   the secret the bridge signs in with; without it Keycloak makes one up
  BRIDGE_KEY_FILE          the key the bridge signs in with instead of a secret; its public part goes into the realms
  PUBLIC_URL               URL under which clients reach the bridge (default http://localhost:3000)
  KEY_SERVERS              as the bridge has it: origins of key servers, for trusted issuers that are not https`;

/** The value of an environment variable; throws if it is not set and has no default. */
export function fromEnvironment(name: string, defaultValue?: string): string {
  const value = process.env[name] ?? defaultValue;
  if (value === undefined || value === '') throw new CommandError(`Set the environment variable ${name}.`);
  return value;
}

const withoutSlash = (url: string): string => url.replace(/(?<!\/)\/+$/, '');

/** The administrator that the environment names. */
export const administrator = (): SetupOptions => ({
  url: withoutSlash(fromEnvironment('KEYCLOAK_URL')),
  adminUser: fromEnvironment('KEYCLOAK_ADMIN'),
  adminPassword: fromEnvironment('KEYCLOAK_ADMIN_PASSWORD'),
  adminRealm: fromEnvironment('KEYCLOAK_ADMIN_REALM', 'master'),
});

/** The URL under which clients reach the bridge. */
export const publicUrl = (): string => withoutSlash(fromEnvironment('PUBLIC_URL', 'http://localhost:3000'));

/** The URL of the bridge's management port; `undefined` if the environment does not set it. */
export const configuredManagementUrl = (): string | undefined => {
  const { MANAGEMENT_URL: url = '' } = process.env;
  return url === '' ? undefined : withoutSlash(url);
};

/** The policy for addresses that the bridge may ask for keys. */
export function mayAsk(): KeyServerPolicy {
  const keyServers = (process.env.KEY_SERVERS ?? '').split(',').map((origin) => withoutSlash(origin.trim()));
  return keyServerPolicy({
    keyServers: keyServers.filter((origin) => origin !== ''),
    keycloakUrl: fromEnvironment('KEYCLOAK_URL'),
  });
}

/** What realms need to let the bridge sign in: its secret, or the public part of its key. */
export async function bridgeProof(): Promise<{
  bridgeClientSecret: string | undefined;
  /** A secret for a bridge that has neither. */
  newBridgeSecret: string;
  bridgePublicKeys: PublicKeys | undefined;
}> {
  const { BRIDGE_KEY_FILE: file = '', KEYCLOAK_CLIENT_SECRET: secret = '' } = process.env;
  if (file !== '' && secret !== '') {
    throw new CommandError(
      'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one that the bridge signs in with.',
    );
  }
  return {
    bridgeClientSecret: secret === '' ? undefined : secret,
    newBridgeSecret: randomBytes(32).toString('base64url'),
    bridgePublicKeys: file === '' ? undefined : publicKeys(await readBridgeKey(file)),
  };
}
