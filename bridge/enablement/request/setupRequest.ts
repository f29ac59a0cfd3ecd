import type { TokenOptions } from '../../credentials/static/createToken.ts';
import type { PublicKeys } from '../../keycloak/auth/bridgeKey.ts';
import type { Outcome } from '../../keycloak/setup/part.ts';
import type { KeyServerPolicy } from '../../tenants/acceptedCredentials.ts';
import type { LocatedDocument } from '../../../mappers/profile.ts';
import type { Quirk } from '../../../mappers/rewriting/quirk.ts';
import type { ConfigChanges } from './changedConfiguration.ts';
import type { Declared } from './declared.ts';

/** A static token that was created, by the name that the operator gave it. */
export interface IssuedToken {
  readonly id: string;
  readonly label: string;
  readonly token: string;
}

/** A static token that a document says a realm is to have, or not to have. */
export interface DeclaredToken extends Omit<TokenOptions, 'expires'> {
  readonly ensure: 'present' | 'absent';
  /** The end of a token that was created at this time, in milliseconds since 1970. */
  readonly endOf?: ((created: number) => Date) | undefined;
}

/** How the bridge's client is to sign in; with neither secret nor keys it keeps the way it has. */
export interface ClientProof {
  /** The secret of the bridge, from which the secret of its client in each realm is derived. */
  readonly bridgeClientSecret?: string | undefined;
  /** The keys that the bridge signs in with, instead of a secret. */
  readonly bridgePublicKeys?: PublicKeys | undefined;
}

/** Whether a realm has the client with which people sign in to the console. */
export interface DesiredConsole {
  readonly isPresent: boolean;
  /** The URL under which browsers reach the console, without a slash at its end. */
  readonly consoleUrl: string;
}

/** What a realm is asked to have, by the options of `enable` or by a document. */
export interface SetupRequest extends ConfigChanges, Declared, ClientProof {
  /** By default a realm keeps its profile, and a new one gets `generic`. */
  readonly profile?: string | undefined;
  /** What the realm changes in the mapping of its profile; by default it keeps its changes, an empty document removes them. */
  readonly mapping?: LocatedDocument | undefined;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Whether to look at the lookup keys of every user again; by default only if the index lacks a path. */
  readonly reindex?: boolean | undefined;
  /** Whether SCIM is switched on; `true` by default. */
  readonly enabled?: boolean | undefined;
  /** The static tokens that the realm is to have or not to have, instead of the options about a new token. */
  readonly tokens?: readonly DeclaredToken[] | undefined;
  /** Whether to create a new token and revoke the existing ones; by default only a realm without a token gets one. */
  readonly newToken?: boolean | undefined;
  /** The name of the static token that is created; `first token` by default. */
  readonly label?: string | undefined;
  /** When that token expires; never by default. */
  readonly expires?: Date | undefined;
  /** Whether that token may only read. */
  readonly readOnly?: boolean | undefined;
  /** Whether the server at an address may be asked for keys; any server may by default. */
  readonly mayAsk?: KeyServerPolicy | undefined;
  /** The client with which people sign in to the console; by default that stays as it is. */
  readonly console?: DesiredConsole | undefined;
  /** The URL under which clients reach the bridge, for realms that have no address of their own. */
  readonly publicUrl: string;
  readonly bridgeClientId: string;
  /** Whether all groups are gone through even if the rules about their roles stay as they are. */
  readonly visitsGroups?: boolean | undefined;
  /** Takes a new static token to where it is kept, before the realm accepts it. */
  readonly deliver?: ((token: IssuedToken, scimUrl: string) => Promise<void>) | undefined;
  /** Names a member of the request in sentences about it, as the operator knows it; by default as it is, quoted. */
  readonly nameOf?: ((member: string) => string) | undefined;
  /** Called with every step that is done, and what differs afterwards if the step does not say it. */
  readonly report: (step: string, outcome: Outcome, changes?: readonly string[]) => void;
}
