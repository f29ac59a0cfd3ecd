import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type RealmRepresentation from '@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js';

/** An enabled realm to be created, with a signing key of its own: Keycloak would take seconds to make one up. */
export async function newRealm(
  realm: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<RealmRepresentation> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  const der = privateKey.export({ type: 'pkcs1', format: 'der' });
  return { realm, enabled: true, ...{ privateKey: der.toString('base64') }, ...settings };
}
