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
  SCIM_TOKEN               a token of the realm, for test; without it test makes one that it revokes
  KEY_SERVERS              as the bridge has it: origins of key servers, for trusted issuers that are not https`;

/** The environment of a command. */
export interface CommandEnvironment {
  /** The administrator that the environment names. */
  readonly administrator: () => SetupOptions;
  /** The URL under which clients reach the bridge. */
  readonly publicUrl: () => string;
  /** Whether the environment sets that URL. */
  readonly setsPublicUrl: boolean;
  /** The URL of the bridge's management port; `undefined` if the environment does not set it. */
  readonly managementUrl: string | undefined;
  /** A token with which SCIM URLs are called; `undefined` if the environment has none. */
  readonly scimToken: string | undefined;
  /** Whether the environment names an administrator. */
  readonly hasAdministrator: boolean;
  /** The bridge's client in each realm. */
  readonly bridgeClientId: () => string;
  /** The policy for addresses that the bridge may ask for keys. */
  readonly mayAsk: () => KeyServerPolicy;
  readonly bridgeProof: () => Promise<BridgeProof>;
}

/** What realms need to let the bridge sign in: its secret, or the public part of its key. */
interface BridgeProof {
  readonly bridgeClientSecret: string | undefined;
  /** A secret for a bridge that has neither. */
  readonly newBridgeSecret: string;
  readonly bridgePublicKeys: PublicKeys | undefined;
}

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

const withoutSlash = (url: string): string => url.replace(/(?<!\/)\/+$/, '');

/** Reads the environment of a command; what is missing is a mistake when it is asked for. */
export function createEnvironment(variables: Variables): CommandEnvironment {
  function required(name: string, defaultValue?: string): string {
    const value = variables[name] ?? defaultValue;
    if (value === undefined || value === '') throw new CommandError(`Set the environment variable ${name}.`);
    return value;
  }
  const {
    BRIDGE_KEY_FILE = '',
    KEYCLOAK_CLIENT_SECRET = '',
    KEY_SERVERS = '',
    MANAGEMENT_URL = '',
    SCIM_TOKEN = '',
  } = variables;
  return {
    administrator: () => ({
      url: withoutSlash(required('KEYCLOAK_URL')),
      adminUser: required('KEYCLOAK_ADMIN'),
      adminPassword: required('KEYCLOAK_ADMIN_PASSWORD'),
      adminRealm: required('KEYCLOAK_ADMIN_REALM', 'master'),
    }),
    publicUrl: () => withoutSlash(required('PUBLIC_URL', 'http://localhost:3000')),
    setsPublicUrl: variables.PUBLIC_URL !== undefined,
    managementUrl: MANAGEMENT_URL === '' ? undefined : withoutSlash(MANAGEMENT_URL),
    scimToken: SCIM_TOKEN === '' ? undefined : SCIM_TOKEN,
    hasAdministrator: Boolean(variables.KEYCLOAK_URL) && Boolean(variables.KEYCLOAK_ADMIN),
    bridgeClientId: () => required('KEYCLOAK_CLIENT_ID', 'scim-bridge'),
    mayAsk: () =>
      keyServerPolicy({
        keyServers: KEY_SERVERS.split(',')
          .map((origin) => withoutSlash(origin.trim()))
          .filter((origin) => origin !== ''),
        keycloakUrl: required('KEYCLOAK_URL'),
      }),
    async bridgeProof() {
      if (BRIDGE_KEY_FILE !== '' && KEYCLOAK_CLIENT_SECRET !== '') {
        throw new CommandError(
          'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one that the bridge signs in with.',
        );
      }
      return {
        bridgeClientSecret: KEYCLOAK_CLIENT_SECRET === '' ? undefined : KEYCLOAK_CLIENT_SECRET,
        newBridgeSecret: randomBytes(32).toString('base64url'),
        bridgePublicKeys:
          BRIDGE_KEY_FILE === '' ? undefined : publicKeys(await readBridgeKey(BRIDGE_KEY_FILE)),
      };
    },
  };
}
