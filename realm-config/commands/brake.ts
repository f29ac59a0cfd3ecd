import type { Command } from 'commander';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';
import type { BrakeStatus } from '../../bridge/admin/contract.ts';
import type { AdminApi } from '../adminApi.ts';
import { localTime } from '../render/localTime.ts';
import { forEachRealm, type Output } from './forEachRealm.ts';

/** The options of the command line. */
interface BrakeOptions {
  readonly release: boolean;
}

function statusText(realm: string, { engaged, since, leavers, rule }: BrakeStatus): string {
  if (rule === undefined) return `Realm ${realm} has no brake; "brake" in its scim.config sets one.`;
  const leaversText = `${leavers} ${leavers === 1 ? 'user' : 'users'} left within ${rule.minutes ?? 60} minutes`;
  return engaged
    ? `Realm ${realm}: the brake holds since ${since === undefined ? 'some time' : localTime(new Date(since))}; ${leaversText}. "brake ${realm} --release" lets go.`
    : `Realm ${realm}: the brake does not hold; ${leaversText}.`;
}

/** `realm-config brake REALM... [--release]`: shows whether the brake on leavers is engaged, or releases it. */
function runBrake(
  api: AdminApi,
  { realms, release }: BrakeOptions & { readonly realms: readonly string[] },
  output: Output,
): Promise<void> {
  return forEachRealm(realms, output, async (realm) => {
    if (release) await api(realm, { route: 'POST /brake/release' });
    const { body: status } = await api(realm, { route: 'GET /brake' });
    output.print(output.json ? JSON.stringify({ realm, ...status }) : statusText(realm, status));
  });
}

/** Adds `brake`. */
export function addBrake(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('brake')
    .description('Says whether the brake on leavers holds, or lets go of it.')
    .argument(...REALMS)
    .option('--release', 'let go of it and count anew', false)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('brake acme', 'brake acme contoso --release'))
    .action((realms: string[], { json, release }: WithJson & BrakeOptions) =>
      runBrake(openApi(), { realms, release }, { ...out, json }),
    );
}
