import { findIssuerKind } from '../../providers/issuers/issuerKinds.ts';
import type { Authentication } from '../tenants/config.ts';
import type { Connection, TrustedIssuer } from './connection.ts';
import type { CredentialKind, OwnCredential } from '../../providers/guides/guide.ts';

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

/** How a realm comes to accept the credentials of the bridge's own. */
const OWN_CREDENTIALS: Readonly<
  Record<OwnCredential, { accepts: (credentials: Credentials) => boolean; remedy: string }>
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
};

const isOwn = (kind: CredentialKind): kind is OwnCredential => Object.hasOwn(OWN_CREDENTIALS, kind);

/** Whether somebody has made the realm accept just this credential, which only one identity provider can present. */
export const isPreferred = (kind: CredentialKind, facts: Pick<RealmFacts, 'connection'>): boolean =>
  issuerOf(facts, kind) !== undefined;

/** Whether a realm accepts a credential, and what makes it accept the credential. */
export function acceptance(kind: CredentialKind, facts: Credentials): { accepted: boolean; remedy: string } {
  if (isOwn(kind)) {
    const { accepts, remedy } = OWN_CREDENTIALS[kind];
    return { accepted: accepts(facts), remedy };
  }
  const issuerKind = findIssuerKind(kind);
  if (issuerKind === undefined) throw new Error(`There is no kind of trusted issuers "${kind}".`);
  return { accepted: isPreferred(kind, facts), remedy: issuerKind.trustedBy };
}
