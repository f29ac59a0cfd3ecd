import { Option, type Command } from 'commander';
import type { AdminApi } from './adminApi.ts';
import { runBrake, type BrakeOptions } from './commands/brake.ts';
import { runConnection } from './commands/connection.ts';
import { runDisable } from './commands/disable.ts';
import { runLog, type LogOptions } from './commands/log.ts';
import { runStatus } from './commands/status.ts';
import { listTokens, newToken, revokeToken, rotateToken, type TokenOptions } from './commands/token.ts';

/** What the commands for a running bridge work with. */
export interface OperatorTools {
  readonly openApi: () => AdminApi;
  readonly print: (line: string) => void;
  readonly note: (line: string) => void;
}

interface WithJson {
  readonly json: boolean;
}

const REALM = ['<realm>', 'name of the realm, case-sensitive'] as const;
const REALMS = ['<realm...>', 'names of realms, case-sensitive'] as const;
const TOKEN_ID = ['<id>', 'id of the token, as "token list" shows it'] as const;
const EXPIRES = ['--expires <when>', 'when it ends: a duration such as 90d or 12h, or a date'] as const;
const JSON_LINES = ['--json', 'print JSON', false] as const;

function addTokenCommands(program: Command, { openApi, ...out }: OperatorTools): void {
  const token = program.command('token').description('Lists, makes, rotates and revokes static tokens.');
  token
    .command('list')
    .description('lists them, revoked ones as well; never the tokens themselves')
    .argument(...REALM)
    .option(...JSON_LINES)
    .action((realm: string, { json }: WithJson) => listTokens(openApi(), realm, { ...out, json }));
  token
    .command('new')
    .description('makes one, which is shown once')
    .argument(...REALM)
    .requiredOption('--label <text>', 'a name for it')
    .option(...EXPIRES)
    .option('--read-only', 'it may only read')
    .option('--source <name>', 'where the users come from whom it creates, for ownership')
    .option(...JSON_LINES)
    .action((realm: string, { json, ...options }: TokenOptions & WithJson) =>
      newToken(openApi(), realm, options, { ...out, json }),
    );
  token
    .command('rotate')
    .description('makes one in the place of another, which stops at once or after a grace period')
    .argument(...REALM)
    .argument(...TOKEN_ID)
    .option('--grace <duration>', 'how long the old one stays good, such as 90s, 24h or 7d')
    .option('--label <text>', 'a name for the new one; that of the old one unless told otherwise')
    .option(...EXPIRES)
    .option(...JSON_LINES)
    .action((realm: string, id: string, { json, ...options }: TokenOptions & WithJson) =>
      rotateToken(openApi(), { realm, id }, options, { ...out, json }),
    );
  token
    .command('revoke')
    .description('ends one at once')
    .argument(...REALM)
    .argument(...TOKEN_ID)
    .option(...JSON_LINES)
    .action((realm: string, id: string, { json }: WithJson) =>
      revokeToken(openApi(), { realm, id }, { ...out, json }),
    );
}

function addLogCommand(program: Command, { openApi, ...out }: OperatorTools): void {
  const kinds = ['write', 'refusal', 'audit', 'alarm'];
  program
    .command('log')
    .description('Shows what was asked of a realm and what came of it, oldest first.')
    .argument(...REALM)
    .option('--since <when>', 'only from then on: how long ago, such as 2h, or a date')
    .option('--until <when>', 'only up to then')
    .option('--failed', 'only what failed')
    .addOption(new Option('--kind <kind>', 'only entries of this kind').choices(kinds))
    .option('--user <name>', 'only about the user or group with this userName or displayName')
    .option('--resource <id>', 'only about the user or group with this id')
    .option('--credential <id>', 'only by this credential, such as the id of a token')
    .option('--request <id>', 'only this request')
    .option('--limit <number>', 'most entries', '50')
    .addOption(
      new Option('--follow', 'go on with what comes, until Ctrl-C').default(false).conflicts('until'),
    )
    .option('--verbose', 'with ids, quirks, calls to Keycloak, and what was asked', false)
    .option('--json', 'print one JSON object per entry', false)
    .action((realm: string, { json, ...options }: LogOptions & WithJson) =>
      runLog(openApi(), realm, options, { ...out, json }),
    );
}

/** Adds the commands that ask a running bridge. */
export function addOperatorCommands(program: Command, tools: OperatorTools): void {
  const { openApi, ...out } = tools;
  program
    .command('status')
    .description('Says how SCIM stands in realms; fails where a realm is not served.')
    .argument(...REALMS)
    .option('--json', 'print one JSON object per realm', false)
    .action((realms: string[], { json }: WithJson) => runStatus(openApi(), realms, { ...out, json }));
  program
    .command('connection')
    .description('Shows what to copy into the identity provider.')
    .argument(...REALM)
    .option('--secret', 'show the client secret too; that somebody looked is in the log', false)
    .option(...JSON_LINES)
    .action((realm: string, { json, secret }: WithJson & { secret: boolean }) =>
      runConnection(openApi(), { realm, secret }, { ...out, json }),
    );
  program
    .command('disable')
    .description('Switches SCIM off for realms, at once; enable switches it on again.')
    .argument(...REALMS)
    .option('--json', 'print one JSON object per realm', false)
    .action((realms: string[], { json }: WithJson) => runDisable(openApi(), realms, { ...out, json }));
  program
    .command('brake')
    .description('Says whether the brake on leavers holds, or lets go of it.')
    .argument(...REALM)
    .option('--release', 'let go of it and count anew', false)
    .option(...JSON_LINES)
    .action((realm: string, { json, release }: WithJson & BrakeOptions) =>
      runBrake(openApi(), { realm, release }, { ...out, json }),
    );
  addTokenCommands(program, tools);
  addLogCommand(program, tools);
}
