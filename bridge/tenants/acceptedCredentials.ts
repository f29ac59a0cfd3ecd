import { DocumentError } from '../../documents/mistake.ts';
import type { AcceptedCredentials } from '../credentials/check.ts';
import { DEFAULT_SOURCE } from '../credentials/principal.ts';
import { readIssuers } from '../credentials/issuers/readIssuers.ts';
import { ALGORITHMS, type TrustedIssuer } from '../credentials/jwt/trustedIssuer.ts';
import type { KeycloakRealm } from '../keycloak/port/realm.ts';
import { ATTRIBUTE, SCIM_CLIENT_ID, type ScimConfig, type StoredToken } from './config.ts';

/** The issuer of a realm's own tokens without the audience, which depends on the address that a request used. */
type RealmTokens = Omit<TrustedIssuer, 'audiences'>;

/** The credentials that a realm accepts, independent of the address that a request used. */
export interface RealmCredentials extends AcceptedCredentials {
  /** The issuer of the realm's own tokens; `undefined` if they are not accepted. */
  readonly realmTokens?: RealmTokens | undefined;
}

/** Tells whether the bridge may fetch keys from a URL. */
export type KeyServerPolicy = (url: URL) => boolean;

/** The JSON pointer of the trusted issuers in `scim.config`. */
const ISSUERS_POINTER = '/authentication/issuers';

/** Reads the trusted issuers of a configuration; throws a {@link DocumentError} with every mistake. */
export function issuersOf(
  { authentication: { issuers = [] } = {} }: ScimConfig,
  mayAsk: KeyServerPolicy,
): readonly TrustedIssuer[] {
  const place = { file: ATTRIBUTE.config, pointer: ISSUERS_POINTER };
  const { issuers: trustedIssuers, mistakes } = readIssuers(issuers, { ...place, allowed: mayAsk });
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  return trustedIssuers;
}

const NO_CLIENT_ID =
  'A token of a person has none; of a client, a lightweight one lacks it until "realm-config enable" is run again.';

/**
 * Returns the issuer of the tokens that the realm gives to clients for themselves; `undefined` if the configuration
 * does not accept them. A token of a person has a session and no `client_id` (contract/remote-tokens: "names its
 * issuer, audience and client, and belongs to no session", "has the same issuer, audience and client, but a session and
 * no client_id").
 */
async function realmTokensOf(
  realm: KeycloakRealm,
  { authentication: { remoteToken } = {} }: ScimConfig,
  addresses: readonly string[],
): Promise<RealmTokens | undefined> {
  if (remoteToken === undefined) return undefined;
  const {
    clients = [SCIM_CLIENT_ID],
    scope,
    account = clients[0] ?? '',
    readOnly = false,
    source = DEFAULT_SOURCE,
  } = remoteToken;
  const path = `/realms/${encodeURIComponent(realm.name)}`;
  return {
    id: 'realm',
    label: 'remote token',
    account,
    issuers: [...new Set([await realm.issuer(), ...addresses.map((address) => `${address}${path}`)])],
    algorithms: ALGORITHMS,
    keys: { jwks: realm.keysUrl },
    client: { claims: ['client_id'], values: clients, hint: NO_CLIENT_ID },
    claims: { typ: 'Bearer' },
    absent: ['sid', 'session_state'],
    ...(scope === undefined ? {} : { scope }),
    readOnly,
    source,
  };
}

/** Returns the credentials that a realm accepts according to its configuration. */
export async function credentialsOf(
  realm: KeycloakRealm,
  config: ScimConfig,
  tokens: readonly StoredToken[],
  addresses: readonly string[],
  mayAsk: KeyServerPolicy,
): Promise<RealmCredentials> {
  const { staticTokens = true, basic = true } = config.authentication ?? {};
  return {
    tokens: staticTokens ? tokens : [],
    basic: staticTokens && basic,
    issuers: issuersOf(config, mayAsk),
    realmTokens: await realmTokensOf(realm, config, addresses),
  };
}

/**
 * Returns the credentials that one SCIM URL of the realm accepts: the realm's own tokens must have that URL as
 * audience.
 */
export function acceptedAt(
  { tokens, basic, issuers, realmTokens }: RealmCredentials,
  baseUrl: string,
): AcceptedCredentials {
  return {
    tokens,
    basic,
    issuers: realmTokens === undefined ? issuers : [...issuers, { ...realmTokens, audiences: [baseUrl] }],
  };
}
