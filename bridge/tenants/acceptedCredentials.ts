import { DocumentError } from '../../documents/mistake.ts';
import type { AcceptedCredentials } from '../credentials/check.ts';
import { DEFAULT_SOURCE } from '../credentials/principal.ts';
import { readIssuers } from '../credentials/issuers/readIssuers.ts';
import { ALGORITHMS, type TrustedIssuer } from '../credentials/jwt/trustedIssuer.ts';
import type { KeycloakRealm } from '../keycloak/port/realm.ts';
import { ATTRIBUTE, SCIM_CLIENT_ID, type ScimConfig, type StoredToken } from './config.ts';

/** Who signs the tokens of a realm, apart from the audience: that follows the address that was used. */
type RealmTokens = Omit<TrustedIssuer, 'audiences'>;

/** The credentials of a realm, whatever the address under which it is reached. */
export interface RealmCredentials extends AcceptedCredentials {
  /** The realm's own tokens, where they are accepted. */
  readonly realmTokens?: RealmTokens | undefined;
}

/** Whether the server at an address may be asked for keys. */
export type MayAsk = (url: URL) => boolean;

/** Where problems of `authentication/issuers` are. */
const POINTER = '/authentication/issuers';

/** Reads the trusted issuers of a configuration; throws a {@link DocumentError} with every mistake. */
export function issuersOf(
  { authentication: { issuers = [] } = {} }: ScimConfig,
  mayAsk: MayAsk,
): readonly TrustedIssuer[] {
  const place = { file: ATTRIBUTE.config, pointer: POINTER };
  const { issuers: read, mistakes } = readIssuers(issuers, { ...place, allowed: mayAsk });
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  return read;
}

const NO_CLIENT_ID =
  'A token of a person has none; of a client, a lightweight one lacks it until "realm-config enable" is run again.';

/** Tokens that the realm gave to a client for itself: a person's token has a session, and no `client_id`. */
async function realmTokens(
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

/** The credentials that a realm accepts by its configuration. */
export async function credentialsOf(
  realm: KeycloakRealm,
  config: ScimConfig,
  tokens: readonly StoredToken[],
  addresses: readonly string[],
  mayAsk: MayAsk,
): Promise<RealmCredentials> {
  const { staticTokens = true, basic = true } = config.authentication ?? {};
  return {
    tokens: staticTokens ? tokens : [],
    basic: staticTokens && basic,
    issuers: issuersOf(config, mayAsk),
    realmTokens: await realmTokens(realm, config, addresses),
  };
}

/** The credentials that are accepted at one SCIM URL of the realm: its own tokens must be meant for that URL. */
export function acceptedAt(
  { tokens, basic, issuers, realmTokens: own }: RealmCredentials,
  baseUrl: string,
): AcceptedCredentials {
  return {
    tokens,
    basic,
    issuers: own === undefined ? issuers : [...issuers, { ...own, audiences: [baseUrl] }],
  };
}
