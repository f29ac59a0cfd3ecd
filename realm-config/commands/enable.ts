import type { Outcome, RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { findingLine } from '../../bridge/tenants/lint.ts';
import { enable, type Enabled, type EnableOptions } from '../apply/enable.ts';
import { CommandError } from '../commandError.ts';
import { plain } from '../render/escapeTerminal.ts';

/** What the command line and the environment say. */
export interface EnableCommand extends Omit<EnableOptions, 'report'> {
  readonly realms: readonly string[];
  readonly profiles: readonly string[];
  readonly json: boolean;
  readonly open: (realm: string) => Promise<RealmSetup>;
  /** Tells a running bridge to read a realm anew; absent where none is known. */
  readonly reload?: ((realm: string) => Promise<void>) | undefined;
  readonly print: (line: string) => void;
  /** Says something that is no result. */
  readonly note: (line: string) => void;
}

const MARK: Readonly<Record<Outcome, string>> = { created: '+', changed: '~', kept: '=' };

/** Brings a change into force at once, where the bridge is known; it comes into force in any case. */
async function bringIntoForce(realm: string, { reload, note }: EnableCommand): Promise<void> {
  try {
    await reload?.(realm);
  } catch (error) {
    note(`${(error as Error).message}\nThe change is in force within ten seconds all the same.`);
  }
}

function tokenText({ token, staticTokens = true }: Enabled): string {
  if (token !== undefined) return token;
  return staticTokens
    ? '(the realm has one already; tokens are shown once, --new-token replaces it)'
    : '(the realm accepts no static tokens)';
}

function show(result: Enabled, command: EnableCommand): void {
  const { print, bridgeClientId } = command;
  for (const finding of result.findings) print(`  ! ${plain(findingLine(finding))}`);
  print(`  SCIM URL      ${result.scimUrl}`);
  print(`  Token         ${tokenText(result)}`);
  if (result.tokenEndpoint !== undefined) {
    print(`  Token endpoint  ${result.tokenEndpoint}`);
    print(`  Client id     ${result.clientId ?? ''}  ("connection --secret" shows its secret)`);
  }
  if (result.bridgeClientSecret !== undefined) {
    print(
      `  For the bridge: KEYCLOAK_CLIENT_ID=${bridgeClientId} KEYCLOAK_CLIENT_SECRET=${result.bridgeClientSecret}`,
    );
  }
}

/** `realm-config enable REALM...`: switches SCIM on and shows, once, what has to be copied. */
export async function runEnable(command: EnableCommand): Promise<void> {
  if (command.profile !== undefined && !command.profiles.includes(command.profile)) {
    throw new CommandError(
      `There is no profile "${command.profile}"; there is ${command.profiles.join(', ')}.`,
    );
  }
  for (const realm of command.realms) {
    if (!command.json) command.print(`Realm ${realm}`);
    const outcomes: Outcome[] = [];
    const result = await enable(await command.open(realm), {
      ...command,
      report: (step, outcome) => {
        outcomes.push(outcome);
        if (!command.json) command.print(`  ${MARK[outcome]} ${step} (${outcome})`);
      },
    });
    if (command.json) command.print(JSON.stringify({ realm, ...result }));
    else show(result, command);
    if (outcomes.some((outcome) => outcome !== 'kept')) await bringIntoForce(realm, command);
  }
}
