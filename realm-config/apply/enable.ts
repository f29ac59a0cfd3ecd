import { mintToken } from '../../bridge/credentials/static/createToken.ts';
import type { PublicKeys } from '../../bridge/keycloak/auth/bridgeKey.ts';
import { MARKER_ROLE } from '../../bridge/keycloak/port/roles.ts';
import { realmSecret } from '../../bridge/keycloak/auth/realmSecret.ts';
import type { ClientState, Outcome, RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import type { KeyServerPolicy } from '../../bridge/tenants/acceptedCredentials.ts';
import { addressesOf, scimBaseUrl, tokenEndpointOf } from '../../bridge/tenants/baseUrl.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  readTenantConfig,
  SCIM_CLIENT_ID,
  type ScimConfig,
} from '../../bridge/tenants/config.ts';
import { defaultGrantFindings } from '../../bridge/tenants/references/defaultGrants.ts';
import { lint, lintAddresses } from '../../bridge/tenants/lint.ts';
import type { RoleRef } from '../../bridge/tenants/references/roleRef.ts';
import { brokenReferences, findingOf } from '../../bridge/tenants/references/checkReferences.ts';
import { previewTenant } from '../../bridge/tenants/tenant.ts';
import { additionOf, isUsable, revocationOf } from '../../bridge/tenants/tokens.ts';
import type { Mistake } from '../../documents/mistake.ts';
import type { MappingDocument } from '../../mappers/document/types.ts';
import type { LocatedDocument, Profile } from '../../mappers/profile.ts';
import type { Finding } from '../../mappers/console/consoleMappers.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import { CommandError } from '../commandError.ts';
import {
  configWith,
  lifecycleWishes,
  located,
  nextRevision,
  type ConfigWishes,
} from '../model/configuration.ts';
import { applyGroupRoles } from './groupRoles.ts';
import { reindex } from './reindex.ts';
import { prepareRemoteTokens } from './remoteTokens.ts';

/** What `enable` is asked to do. */
export interface EnableOptions extends ConfigWishes {
  /** Left out, a realm keeps the profile it has; a new one becomes `generic`. */
  readonly profile?: string | undefined;
  /** What the realm changes in the mapping of its profile; left out, a realm keeps what it has, an empty one takes it away. */
  readonly mapping?: LocatedDocument | undefined;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Whether to make a new token and revoke those there are; without it only a realm that has none gets one. */
  readonly newToken?: boolean | undefined;
  /** The name of the static token that is made when the realm has none. */
  readonly label: string;
  /** When that token is to end; never, unless told. */
  readonly expires?: Date | undefined;
  /** Whether that token may only read. */
  readonly readOnly?: boolean | undefined;
  /** Whether the server at an address may be asked for keys; any may, unless told. */
  readonly mayAsk?: KeyServerPolicy | undefined;
  /** The URL under which clients reach the bridge, where the realm has no address of its own. */
  readonly publicUrl: string;
  readonly bridgeClientId: string;
  /** The secret of the bridge, from which the secret of its client in each realm is derived. */
  readonly bridgeClientSecret?: string | undefined;
  /** A secret for a bridge that has neither a secret nor keys yet; used where its client is created. */
  readonly newBridgeSecret?: string | undefined;
  /** The keys that the bridge signs in with, instead of a secret. */
  readonly bridgePublicKeys?: PublicKeys | undefined;
  /** Told every step as it is done. */
  readonly report: (step: string, outcome: Outcome) => void;
}

/** What the operator has to be told once. */
export interface Enabled {
  readonly scimUrl: string;
  /** Absent when the realm had a token already: tokens are shown once. */
  readonly token?: string;
  /** False where the realm accepts no static tokens; absent where it does. */
  readonly staticTokens?: boolean;
  /** The secret that the bridge is to be started with; absent where it has a secret or keys, or its client was there. */
  readonly bridgeClientSecret?: string;
  /** Where the realm gives out tokens; absent where it does not accept them. */
  readonly tokenEndpoint?: string;
  /** With which client they are asked for. */
  readonly clientId?: string;
  /** What the operator should know of the realm and its mapping. */
  readonly findings: readonly Finding[];
}

/** The least rights over a realm that the bridge works with. */
const BRIDGE_RIGHTS = ['manage-users', 'view-realm', 'view-clients'] as const;

/** What it needs besides where groups are roles: to make, change and delete roles. */
const RIGHTS_FOR_ROLES = ['manage-realm'] as const;

/** The members of a mapping document that belong into a realm's configuration. */
function mappingOf({ user, group, quirks, behaviours }: MappingDocument): ScimConfig['mapping'] {
  const members = Object.entries({ user, group, quirks, behaviours }).filter(
    ([, value]) => value !== undefined,
  );
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** What a realm's configuration is to be. */
interface Planned {
  readonly profile: Profile;
  readonly config: ScimConfig;
  readonly findings: readonly Finding[];
  /** Names in the rules that lead nowhere, or to administration. */
  readonly broken: readonly Mistake[];
  /** The addresses under which the realm is reached. */
  readonly addresses: readonly string[];
}

/** Compiles what the realm is to have, before anything is written; throws with every mistake in it. */
async function plan(setup: RealmSetup, options: EnableOptions): Promise<Planned> {
  const { realm } = setup;
  const { quirks, publicUrl, mayAsk = () => true } = options;
  const { attributes = {} } = (await realm.client(SCIM_CLIENT_ID)) ?? {};
  const { mapping: held, ...rest } = configWith(
    readStoredConfig(attributes[ATTRIBUTE.config]),
    options,
    mayAsk,
  );
  if (options.newToken === true && rest.authentication?.staticTokens === false) {
    throw new CommandError(`Realm "${setup.name}" accepts no static tokens: its authentication says so.`);
  }
  const mapping = options.mapping === undefined ? held : mappingOf(options.mapping.document);
  const config = mapping === undefined ? rest : { ...rest, mapping };
  const defaults = { publicUrl, scanLimit: 0, quirks, mayAsk: () => true };
  const previewed = await previewTenant(realm, defaults, { ...options, config });
  const { profile, settings, defaultGrants } = previewed;
  const broken = await brokenReferences(previewed, [MARKER_ROLE]);
  if (broken.length > 0 && lifecycleWishes(options).length > 0) {
    throw located(broken, options);
  }
  // As `enable` leaves it.
  const prepared = { ...settings, keepsUnmanagedAttributes: true, usersWriteUnmanaged: false };
  const findings = [
    ...broken.map(findingOf),
    ...lint(profile, prepared),
    ...lintAddresses(config, settings),
    ...defaultGrantFindings(config, defaultGrants.grants),
  ];
  const addresses = addressesOf(publicUrl, settings.frontendUrl, config.publicUrls);
  return { profile, config, findings, broken, addresses };
}

/** Says of each lifecycle rule that was asked for what became of it. */
function reportLifecycle(before: string | undefined, config: ScimConfig, options: EnableOptions): void {
  const held = readStoredConfig(before);
  for (const member of lifecycleWishes(options)) {
    const rule = config[member];
    const text = typeof rule === 'string' ? ` ${rule}` : rule === undefined ? ', none' : '';
    const isKept = JSON.stringify(held[member]) === JSON.stringify(rule);
    options.report(`${member}${text}`, isKept ? 'kept' : 'changed');
  }
}

async function configure(
  setup: RealmSetup,
  client: ClientState,
  { profile, config }: Planned,
  options: EnableOptions,
): Promise<string | undefined> {
  const { report } = options;
  const { attributes } = client;
  const { indexed } = profile.user.mapping;
  if (!indexed.every((path) => config.indexed?.includes(path) === true)) {
    const written = await reindex(setup.realm.users, profile.user.mapping);
    report('index of lookup keys', written === 0 ? 'kept' : 'changed');
  }
  const tokens = readTenantConfig(attributes).tokens.filter((token) => isUsable(token));
  const replaces = options.newToken === true && tokens.length > 0;
  const accepted = config.authentication?.staticTokens !== false;
  const minted = !accepted || (tokens.length > 0 && !replaces) ? undefined : mintToken(setup.name, options);
  const wanted: Record<string, string> = {
    [ATTRIBUTE.enabled]: 'true',
    [ATTRIBUTE.profile]: profile.name,
    [ATTRIBUTE.config]: nextRevision(attributes[ATTRIBUTE.config], { ...config, indexed }),
    ...(minted === undefined ? {} : additionOf(minted)),
    ...(replaces ? revocationOf(tokens.map(({ id }) => id)) : {}),
  };
  const changed = Object.entries(wanted).some(([name, value]) => attributes[name] !== value);
  if (changed) await setup.setClientAttributes(client.id, wanted);
  report(`SCIM configuration, profile ${profile.name}`, changed ? 'changed' : 'kept');
  reportLifecycle(attributes[ATTRIBUTE.config], config, options);
  report(
    replaces ? 'static token, the old one is revoked' : 'static token',
    minted === undefined ? 'kept' : 'created',
  );
  return minted?.token;
}

/** Makes the client that is the realm's SCIM configuration, and the OAuth client of its identity provider. */
async function ensureEndpoint(
  setup: RealmSetup,
  { addresses }: Planned,
  { report }: EnableOptions,
): Promise<ClientState> {
  const client = await setup.ensureClient({
    clientId: SCIM_CLIENT_ID,
    name: 'SCIM endpoint',
    description: 'The SCIM configuration of this realm, and the OAuth client of its identity provider.',
  });
  report(`client ${SCIM_CLIENT_ID}`, client.outcome);
  const scimUrls = addresses.map((address) => scimBaseUrl(setup.name, address));
  await prepareRemoteTokens(setup, client, scimUrls, report);
  return client;
}

async function letBridgeIn(
  setup: RealmSetup,
  { config }: Planned,
  options: EnableOptions,
): Promise<string | undefined> {
  const { bridgeClientId, bridgeClientSecret, newBridgeSecret, bridgePublicKeys, report } = options;
  const ensure = (bridgeSecret: string | undefined): Promise<ClientState> =>
    setup.ensureClient({
      clientId: bridgeClientId,
      name: 'SCIM bridge',
      description: "The SCIM bridge's own account in this realm.",
      secret: bridgeSecret === undefined ? undefined : realmSecret(bridgeSecret, setup.name),
      publicKeys: bridgePublicKeys,
    });
  const client = await ensure(bridgeClientSecret);
  report(`client ${bridgeClientId}`, client.outcome);
  const asRoles = config.groups?.as === 'roles';
  const rights = asRoles ? [...BRIDGE_RIGHTS, ...RIGHTS_FOR_ROLES] : BRIDGE_RIGHTS;
  const granted = await setup.grantRights(client.id, rights, asRoles ? [] : RIGHTS_FOR_ROLES);
  report(`rights ${rights.join(', ')}`, granted);
  const isProven = bridgeClientSecret !== undefined || bridgePublicKeys !== undefined;
  if (isProven || client.outcome !== 'created') return undefined;
  await ensure(newBridgeSecret);
  return newBridgeSecret;
}

/** Switches SCIM on for a realm; may be repeated, and then changes only what is not as it should be. */
export async function enable(setup: RealmSetup, options: EnableOptions): Promise<Enabled> {
  const enabled = await setup.realmEnabled();
  if (enabled === undefined) {
    throw new CommandError(`There is no realm "${setup.name}"; names are case-sensitive.`);
  }
  if (!enabled) throw new CommandError(`Realm "${setup.name}" is disabled; enable it in Keycloak first.`);
  const planned = await plan(setup, options);
  const { outcome, changes } = await setup.prepareProfile();
  options.report(['user profile', ...changes].join(', '), outcome);
  options.report(
    `role ${MARKER_ROLE}`,
    await setup.ensureRole(MARKER_ROLE, 'Marks users whom SCIM created.'),
  );
  const bridgeSecret = await letBridgeIn(setup, planned, options);
  const token = await configure(setup, await ensureEndpoint(setup, planned, options), planned, options);
  const { groups } = planned.config;
  if (groups?.roles !== undefined) {
    const broken = new Set(planned.broken.map(({ pointer }) => pointer));
    const isBroken = ({ pointer }: RoleRef): boolean => broken.has(pointer);
    const changed = await applyGroupRoles(setup.realm, planned.config, isBroken);
    options.report('roles of groups', changed === 0 ? 'kept' : 'changed');
  }
  const [address = ''] = planned.addresses;
  return {
    scimUrl: scimBaseUrl(setup.name, address),
    findings: planned.findings,
    ...(planned.config.authentication?.remoteToken === undefined
      ? {}
      : { tokenEndpoint: tokenEndpointOf(setup.name, address), clientId: SCIM_CLIENT_ID }),
    ...(token === undefined ? {} : { token }),
    ...(planned.config.authentication?.staticTokens === false ? { staticTokens: false } : {}),
    ...(bridgeSecret === undefined ? {} : { bridgeClientSecret: bridgeSecret }),
  };
}
