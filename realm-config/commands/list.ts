import type { Command } from 'commander';
import type { RealmSummary } from '../../bridge/admin/contract.ts';
import { KeycloakError } from '../../bridge/keycloak/port/errors.ts';
import { AdministratorSignInError } from '../../bridge/keycloak/setup/administrator.ts';
import { openVisibleRealms, type VisibleRealms } from '../../bridge/keycloak/setup/realmSetup.ts';
import { readTenantConfig, SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { RefusedError, type AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';
import { failureJson, failureOf, linesOf, type Failure } from '../failure.ts';
import { enabledText, servedText } from '../render/realmState.ts';
import { table } from '../render/table.ts';
import { examples, PRINT_JSON_PER_REALM, type CommandTools, type WithJson } from './command.ts';
import { forEachRealm, ReportedError, type Output } from './forEachRealm.ts';

/** A realm that has a SCIM configuration in Keycloak, or that the bridge knows. */
interface ListedRealm extends Omit<RealmSummary, 'served'> {
  /** Whether the bridge serves it; absent if no bridge was asked. */
  readonly served?: boolean;
  /** Where it was found; absent if only one of both was asked. */
  readonly knownTo?: 'both' | 'keycloak' | 'bridge';
}

/** The realms that the bridge is to serve, or knows to be switched off, by name. */
type Index = ReadonlyMap<string, RealmSummary>;

/** How many realms are asked for at once. */
const PAGE_SIZE = '500';

async function readIndex(api: AdminApi, adminRealm: string): Promise<Index> {
  const realms: RealmSummary[] = [];
  let after: string | undefined;
  do {
    const { body } = await api(adminRealm, { route: 'GET /fleet', query: { after, limit: PAGE_SIZE } });
    realms.push(
      ...body.realms.map(({ realm, enabled, served, profile }) => ({ realm, enabled, served, profile })),
    );
    after = body.next;
  } while (after !== undefined);
  return new Map(realms.map((summary) => [summary.realm, summary]));
}

/** Reads a part of the list, without which the rest is still worth something: a failure is written, and noted. */
async function tryPart<T>(
  read: () => Promise<T>,
  { json, print, note }: Output,
  failures: Failure[],
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AdministratorSignInError) throw error;
    const failure = failureOf(error);
    if (json) print(failureJson(failure));
    else note(linesOf(failure));
    failures.push(failure);
    return undefined;
  }
}

/** Whether an error says that the realm, or its SCIM configuration, does not exist any more. */
const isGone = (error: unknown): boolean =>
  (error instanceof KeycloakError && error.failure === 'notFound') ||
  (error instanceof RefusedError && error.code === 'notFound');

/** Reads a realm; `undefined` if it has no SCIM configuration, or has vanished since its name was read. */
async function readRealm(
  visible: VisibleRealms,
  { api, index }: { readonly api: AdminApi | undefined; readonly index: Index | undefined },
  realm: string,
): Promise<ListedRealm | undefined> {
  const indexed = index?.get(realm);
  try {
    const client = await visible.client(realm, SCIM_CLIENT_ID);
    if (client === undefined) return indexed && { ...indexed, knownTo: 'bridge' };
    if (indexed !== undefined) return { ...indexed, knownTo: 'both' };
    const { enabled: isOn, profile } = readTenantConfig(client.attributes);
    const enabled = isOn && client.enabled;
    if (api === undefined || index === undefined) return { realm, enabled, profile };
    // The bridge reads a realm when it is asked for it; it does not know what nobody has asked for yet.
    const served = enabled && (await api(realm, { route: 'GET /' })).body.served;
    return { realm, enabled, served, profile, knownTo: 'keycloak' };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Maximum width of each column. */
const WIDTHS = { realm: 60, scim: 12, served: 10, profile: 16 };

const KNOWN_TO = { both: 'both', keycloak: 'Keycloak only', bridge: 'bridge only' } as const;

const rowOf = ({ realm, enabled, profile, served }: ListedRealm) => ({
  realm: realm,
  scim: enabledText({ enabled }),
  served: served === undefined ? '-' : servedText({ served }),
  profile: profile,
});

const rowOfBoth = (realm: ListedRealm) => ({
  ...rowOf(realm),
  'known to': realm.knownTo === undefined ? '-' : KNOWN_TO[realm.knownTo],
});

/** How to list more realms, or to list them without a bridge. */
const ASK_KEYCLOAK = '"list --all" also asks Keycloak for its realms.';

/** Lists the realms that the bridge knows. */
async function listIndex(tools: CommandTools, { json, print, note }: Output): Promise<void> {
  const { adminRealm } = tools.environment.administrator();
  const index = await readIndex(tools.openApi(), adminRealm).catch((error: unknown) => {
    if (!(error instanceof CommandError && error.code === 'bridgeUnavailable')) throw error;
    throw new CommandError([...error.lines, ASK_KEYCLOAK], { code: error.code, cause: error });
  });
  const realms = [...index.values()];
  if (json) for (const realm of realms) print(JSON.stringify(realm));
  else if (realms.length > 0) print(table(realms.map(rowOf), WIDTHS));
  else note(`The bridge knows no realm that you may see. ${ASK_KEYCLOAK}`);
}

/** Lists the realms that Keycloak or the bridge knows, and says which of both. */
async function listAll(tools: CommandTools, output: Output): Promise<void> {
  const api = tools.openKnownApi();
  const administrator = tools.environment.administrator();
  const failures: Failure[] = [];
  const readBridge = async () => api && readIndex(api, administrator.adminRealm);
  const index = await tryPart(readBridge, output, failures);
  const visible = await openVisibleRealms(administrator);
  const inKeycloak =
    index === undefined ? await visible.names() : await tryPart(() => visible.names(), output, failures);
  const names = [...new Set([...(inKeycloak ?? []), ...(index?.keys() ?? [])])].sort();
  const listed: ListedRealm[] = [];
  try {
    await forEachRealm(names, output, async (name) => {
      const realm = await readRealm(visible, { api, index }, name);
      if (realm === undefined) return;
      listed.push(realm);
      if (output.json) output.print(JSON.stringify(realm));
    });
  } finally {
    if (!output.json && listed.length > 0)
      output.print(table(listed.map(rowOfBoth), { ...WIDTHS, 'known to': 13 }));
    if (!output.json && listed.length === 0) output.note('No realm has a SCIM configuration.');
  }
  if (failures.length > 0) throw new ReportedError(failures);
}

/** Adds `list`. */
export function addList(program: Command, tools: CommandTools): void {
  program
    .command('list')
    .description(
      'Lists the realms that the bridge at MANAGEMENT_URL is to serve, or knows to be switched off.',
    )
    .option(
      '--all',
      'also ask Keycloak for its realms, and say which only one of both knows; takes long where there are thousands, and needs no bridge',
      false,
    )
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('list', 'list --json', 'list --all'))
    .action(({ all, json }: WithJson & { readonly all: boolean }) =>
      (all ? listAll : listIndex)(tools, { ...tools, json }),
    );
}
