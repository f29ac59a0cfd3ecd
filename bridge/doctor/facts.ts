import type { Profile } from '../../mappers/profile.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { RealmInspection, ServerInfo, ServiceClient, SignInTrial } from '../keycloak/port/inspection.ts';
import type { KeycloakClient, KeycloakRealm, RealmSettings } from '../keycloak/port/realm.ts';
import type { KeycloakUser } from '../keycloak/port/users.ts';
import type { KeyServerPolicy } from '../tenants/acceptedCredentials.ts';
import { issuersOf } from '../tenants/acceptedCredentials.ts';
import { addressesOf, scimBaseUrl } from '../tenants/baseUrl.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  readTenantConfig,
  SCIM_CLIENT_ID,
  type ScimConfig,
} from '../tenants/config.ts';
import { realmProfile } from '../tenants/profile.ts';
import { brokenReferences } from '../tenants/references/checkReferences.ts';
import { readDefaultGrants, type DefaultGrant } from '../tenants/references/defaultGrants.ts';
import type { Mistake } from '../../documents/mistake.ts';
import type { LoadedTenant } from '../tenants/tenants.ts';
import { isFrom } from './version.ts';

/** An issuer whose keys the bridge cannot get. */
interface KeyServerFailure {
  readonly issuer: string;
  readonly problem: string;
}

/** The running bridge, asked about a realm. */
export interface RunningBridge {
  /** The realm as it is served, or why it is not. */
  readonly loaded: () => Promise<Pick<LoadedTenant, 'tenant' | 'reason'>>;
  readonly trySignIn: () => Promise<SignInTrial>;
  readonly keyServerFailures: () => Promise<readonly KeyServerFailure[]>;
  readonly brakeHolds: () => Promise<boolean>;
}

/** A realm to be examined, as the account sees it that asks. */
export interface ExaminedRealm {
  readonly realm: KeycloakRealm;
  readonly inspection: RealmInspection;
  /** The client that is the realm's SCIM configuration, if it has been read already. */
  readonly client?: KeycloakClient;
  /** The client id of the bridge's client in the realm. */
  readonly bridgeClientId: string;
  readonly publicUrl: string;
  readonly quirks: ReadonlyMap<string, Quirk>;
  readonly mayAsk: KeyServerPolicy;
  /** `undefined` if no bridge is asked; what needs one is left out then. */
  readonly bridge?: RunningBridge | undefined;
}

/** Everything that checks look at. Each fact is read once. */
export interface Facts {
  /** The client that is the realm's SCIM configuration; `undefined` if there is none. */
  readonly client: KeycloakClient | undefined;
  readonly settings: RealmSettings;
  readonly config: ScimConfig;
  readonly profile: Profile;
  /** The SCIM URLs of the realm, the default one first. */
  readonly scimUrls: readonly string[];
  /** The issuer in the tokens of the realm, as Keycloak names it to whoever asks here. */
  readonly issuer: string;
  readonly broken: readonly Mistake[];
  readonly grants: readonly DefaultGrant[];
  readonly bridgeClient: ServiceClient | undefined;
  /** The rights of the bridge's account; `undefined` if it has no account. */
  readonly rights: readonly string[] | undefined;
  readonly server: ServerInfo;
  /** The version of Keycloak. */
  readonly version: string;
  /** The client scopes of the realm; empty if no version of Keycloak without them needs any. */
  readonly clientScopes: readonly string[];
  /** A sample of the users. */
  readonly users: readonly KeycloakUser[];
  readonly loaded: Pick<LoadedTenant, 'tenant' | 'reason'>;
  readonly trial: SignInTrial;
  readonly keyServers: readonly KeyServerFailure[];
  readonly brakeHolds: boolean;
}

/** The name of a fact. */
export type FactName = keyof Facts;

/** Reads a fact; the same one comes from memory. */
export type ReadFact = <Name extends FactName>(name: Name) => Promise<Facts[Name]>;

/** The facts that only a running bridge knows. */
export const BRIDGE_FACTS: readonly FactName[] = ['loaded', 'trial', 'keyServers', 'brakeHolds'];

/** The rights that show facts which Keycloak hides without an error. */
export const RIGHT_TO_SEE: Readonly<Partial<Record<FactName, string>>> = {
  settings: 'view-realm',
  version: 'manage-realm',
};

/** The number of users that one call reads. */
const WINDOW = 100;

/** Reads the first users, and as many others from anywhere in a realm with more. */
async function sampleUsers({ users }: KeycloakRealm): Promise<readonly KeycloakUser[]> {
  const window = (first: number) => users.find({ by: 'all' }, { first, max: WINDOW });
  const first = await window(0);
  if (first.length < WINDOW) return first;
  const others = (await users.count()) - WINDOW;
  if (others <= 0) return first;
  return [...first, ...(await window(WINDOW + Math.floor(Math.random() * Math.max(1, others - WINDOW))))];
}

const ADMIN_API_SCOPE_FROM = '26.8';

/** How each fact is read. */
const READERS: {
  readonly [Name in FactName]: (examined: ExaminedRealm, read: ReadFact) => Promise<Facts[Name]>;
} = {
  client: ({ realm, client }) =>
    client === undefined ? realm.client(SCIM_CLIENT_ID) : Promise.resolve(client),
  settings: ({ realm }) => realm.settings(),
  async config({ mayAsk }, read) {
    const config = readStoredConfig((await read('client'))?.attributes[ATTRIBUTE.config]);
    issuersOf(config, mayAsk);
    return config;
  },
  async profile({ quirks }, read) {
    const [client, config, settings] = await Promise.all([read('client'), read('config'), read('settings')]);
    const { profile } = readTenantConfig(client?.attributes ?? {});
    return realmProfile(
      { profile, mappers: client?.mappers ?? [], mapping: config.mapping, settings },
      quirks,
    );
  },
  async scimUrls({ realm, publicUrl }, read) {
    const [{ publicUrls }, { frontendUrl }] = await Promise.all([read('config'), read('settings')]);
    return addressesOf(publicUrl, frontendUrl, publicUrls).map((address) => scimBaseUrl(realm.name, address));
  },
  issuer: ({ realm }) => realm.issuer(),
  async broken({ realm }, read) {
    const [config, profile] = await Promise.all([read('config'), read('profile')]);
    return brokenReferences({ realm, config, userType: profile.user.type });
  },
  grants: async ({ realm }, read) => (await readDefaultGrants(realm, await read('settings'))) ?? [],
  bridgeClient: ({ inspection, bridgeClientId }) => inspection.serviceClient(bridgeClientId),
  async rights({ inspection }, read) {
    const client = await read('bridgeClient');
    return client?.hasServiceAccount === true ? inspection.rightsOf(client.id) : undefined;
  },
  server: ({ inspection }) => inspection.server(),
  async version(_, read) {
    const { version } = await read('server');
    if (version !== undefined) return version;
    throw new KeycloakError('refused', 'GET serverinfo: Keycloak does not tell its version');
  },
  async clientScopes({ inspection }, read) {
    const { version } = await read('server');
    return version === undefined || isFrom(version, ADMIN_API_SCOPE_FROM) ? inspection.clientScopes() : [];
  },
  users: ({ realm }) => sampleUsers(realm),
  loaded: ({ bridge }) => bridgeOf(bridge).loaded(),
  trial: ({ bridge }) => bridgeOf(bridge).trySignIn(),
  keyServers: ({ bridge }) => bridgeOf(bridge).keyServerFailures(),
  brakeHolds: ({ bridge }) => bridgeOf(bridge).brakeHolds(),
};

/** The running bridge; checks that need it are left out where there is none. */
function bridgeOf(bridge: RunningBridge | undefined): RunningBridge {
  if (bridge === undefined) throw new Error('No bridge is asked.');
  return bridge;
}

/** Creates the reader of the facts about a realm; `deadline` fails when the time is over. */
export function createReader(examined: ExaminedRealm, deadline: Promise<never>): ReadFact {
  const pending = new Map<FactName, Promise<unknown>>();
  const read: ReadFact = (name) => {
    const reading = pending.get(name) ?? Promise.race([READERS[name](examined, read), deadline]);
    pending.set(name, reading);
    return reading as Promise<Facts[typeof name]>;
  };
  return read;
}
