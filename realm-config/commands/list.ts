import type { Command } from 'commander';
import { openSetup, realmNames } from '../../bridge/keycloak/setup/realmSetup.ts';
import { ATTRIBUTE, SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import type { AdminApi } from '../adminApi.ts';
import { escapeTerminal } from '../render/escapeTerminal.ts';
import { table } from '../render/table.ts';
import { examples, PRINT_JSON_PER_REALM, type CommandTools, type WithJson } from './command.ts';
import { forEachRealm, type Output } from './forEachRealm.ts';

/** A realm that has a SCIM configuration. */
interface ListedRealm {
  readonly realm: string;
  readonly enabled: boolean;
  readonly profile: string;
  /** Whether the bridge serves it; absent if no bridge was asked. */
  readonly served?: boolean;
}

/** Reads a realm; `undefined` if it has no SCIM configuration. */
async function readRealm(
  { environment }: CommandTools,
  api: AdminApi | undefined,
  realm: string,
): Promise<ListedRealm | undefined> {
  const setup = await openSetup(realm, environment.administrator());
  const client = await setup.realm.client(SCIM_CLIENT_ID);
  if (client === undefined) return undefined;
  const { attributes } = client;
  const enabled = client.enabled && attributes[ATTRIBUTE.enabled] === 'true';
  const profile = attributes[ATTRIBUTE.profile] ?? 'generic';
  if (api === undefined) return { realm, enabled, profile };
  const { body } = await api(realm, { route: 'GET /' });
  return { realm, enabled, profile, served: body.served };
}

/** Maximum width of each column. */
const WIDTHS = { realm: 60, scim: 12, profile: 16, served: 10 };

function rowOf({ realm, enabled, profile, served }: ListedRealm) {
  const servedText = served === true ? 'served' : 'not served';
  return {
    realm: escapeTerminal(realm),
    scim: enabled ? 'enabled' : 'not enabled',
    profile: escapeTerminal(profile),
    served: served === undefined ? '-' : servedText,
  };
}

/** `realm-config list`: lists the realms that have a SCIM configuration, as far as the account may see them. */
async function runList(tools: CommandTools, output: Output): Promise<void> {
  const api = tools.openKnownApi();
  const names = await realmNames(tools.environment.administrator());
  const listed: ListedRealm[] = [];
  try {
    await forEachRealm(names, output, async (name) => {
      const realm = await readRealm(tools, api, name);
      if (realm === undefined) return;
      listed.push(realm);
      if (output.json) output.print(JSON.stringify(realm));
    });
  } finally {
    if (!output.json && listed.length > 0) output.print(table(listed.map(rowOf), WIDTHS));
    if (!output.json && listed.length === 0) output.note('No realm has a SCIM configuration.');
  }
}

/** Adds `list`. */
export function addList(program: Command, tools: CommandTools): void {
  program
    .command('list')
    .description(
      'Lists the realms that have SCIM, as Keycloak says; whether each is served, where MANAGEMENT_URL names a bridge.',
    )
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('list', 'list --json'))
    .action(({ json }: WithJson) => runList(tools, { ...tools, json }));
}
