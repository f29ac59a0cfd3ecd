import type { Authentication } from '../tenants/config.ts';
import type { Connection, TrustedIssuer } from './connection.ts';
import type { CredentialKind } from './provider.ts';

/** The state of a realm, as far as instructions depend on it. */
interface ProvidedRealm {
  readonly profile: string;
  /** Whether the bridge serves it. */
  readonly served: boolean;
  /** Why it does not. */
  readonly problems: readonly string[];
  readonly mode: 'provision' | 'observe';
  /** How many valid static tokens it has. */
  readonly credentials: { readonly staticTokens: number };
}

/** What is known of the realm that an identity provider is set up for. */
export interface RealmFacts {
  readonly realm: string;
  /** The SCIM URL to type. */
  readonly scimUrl: string;
  readonly status: ProvidedRealm;
  readonly connection: Connection;
  readonly authentication: Authentication;
}

/** What decides whether a realm accepts a credential. */
type Credentials = Pick<RealmFacts, 'connection' | 'authentication'>;

/** The trusted issuer of a kind; `undefined` if the realm trusts none. */
export const issuerOf = (
  { connection }: Pick<RealmFacts, 'connection'>,
  kind: string,
): TrustedIssuer | undefined => connection.trusted.find((issuer) => issuer.kind === kind);

const acceptsTokens = ({ authentication: { staticTokens = true } }: Credentials): boolean => staticTokens;

const NO_TOKENS = 'the realm accepts no static tokens ("staticTokens" is false in its authentication)';

/** How a realm comes to accept each credential. */
const CREDENTIALS: Readonly<
  Record<CredentialKind, { accepts: (credentials: Credentials) => boolean; remedy: string }>
> = {
  staticToken: { accepts: acceptsTokens, remedy: NO_TOKENS },
  basic: {
    accepts: (credentials) => acceptsTokens(credentials) && (credentials.authentication.basic ?? true),
    remedy: 'Basic is off in the authentication of the realm ("basic" or "staticTokens" is false)',
  },
  remoteToken: {
    accepts: ({ connection }) => connection.remoteToken,
    remedy: '"realm-config enable {realm} --remote-token"',
  },
  'azure-tenant': {
    accepts: (credentials) => issuerOf(credentials, 'azure-tenant') !== undefined,
    remedy: '"realm-config enable {realm} --azure-tenant <tenant id>"',
  },
  'entra-application': {
    accepts: (credentials) => issuerOf(credentials, 'entra-application') !== undefined,
    remedy:
      '"realm-config enable {realm} --authentication authentication.json" with an issuer of the kind entra-application (docs/guides/credentials.md)',
  },
  'okta-authorization-server': {
    accepts: (credentials) => issuerOf(credentials, 'okta-authorization-server') !== undefined,
    remedy:
      '"realm-config enable {realm} --authentication authentication.json" with an issuer of the kind okta-authorization-server (docs/guides/credentials.md)',
  },
};

/** Whether a realm accepts a credential, and what makes it accept the credential. */
export function acceptance(kind: CredentialKind, facts: Credentials): { accepted: boolean; remedy: string } {
  const { accepts, remedy } = CREDENTIALS[kind];
  return { accepted: accepts(facts), remedy };
}

/** Whether somebody has made the realm accept just this credential, which only one identity provider can present. */
export const isPreferred = (kind: CredentialKind, facts: Credentials): boolean =>
  issuerOf(facts, kind) !== undefined;
