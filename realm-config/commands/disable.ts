import type { Command } from 'commander';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';
import { RefusedError, type AdminApi } from '../adminApi.ts';
import { forEachRealm, type Output } from './forEachRealm.ts';

/** How often a change is attempted that collides with somebody else's. */
const MAX_ATTEMPTS = 3;

/** Switches SCIM off in a realm and changes nothing else; returns whether it was on. */
async function switchOff(api: AdminApi, realm: string, attempt = 1): Promise<boolean> {
  const { body: configuration, etag } = await api(realm, { route: 'GET /config' });
  if (!configuration.enabled) return false;
  try {
    await api(realm, {
      route: 'PUT /config',
      body: { ...configuration, enabled: false },
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
    return true;
  } catch (error) {
    const isOutdated = error instanceof RefusedError && error.code === 'versionMismatch';
    if (!isOutdated || attempt === MAX_ATTEMPTS) throw error;
    return switchOff(api, realm, attempt + 1);
  }
}

/** `realm-config disable REALM...`: switches SCIM off at once, until `enable` switches it on again. */
function runDisable(api: AdminApi, realms: readonly string[], output: Output): Promise<void> {
  return forEachRealm(realms, output, async (realm) => {
    const outcome = (await switchOff(api, realm)) ? 'changed' : 'kept';
    output.print(
      output.json
        ? JSON.stringify({ realm, enabled: false, changed: outcome === 'changed', outcome })
        : `Realm ${realm}: SCIM is off (${outcome}); "enable ${realm}" switches it on again.`,
    );
  });
}

/** Adds `disable`. */
export function addDisable(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('disable')
    .description('Switches SCIM off for realms, at once; enable switches it on again.')
    .argument(...REALMS)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('disable acme'))
    .action((realms: string[], { json }: WithJson) => runDisable(openApi(), realms, { ...out, json }));
}
