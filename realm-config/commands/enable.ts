import type { PublicKeys } from '../../bridge/keycloak/bridgeKey.ts';
import type { Outcome, RealmSetup } from '../../bridge/keycloak/setup.ts';
import { findingLine } from '../../bridge/tenants/lint.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import type { Quirk } from '../../mappers/quirk.ts';
import { enable, EnableError } from '../apply/enable.ts';

/** What the command line and the environment say. */
export interface EnableCommand {
  readonly realms: readonly string[];
  readonly profile?: string | undefined;
  readonly mapping?: LocatedDocument | undefined;
  readonly quirks: ReadonlyMap<string, Quirk>;
  readonly newToken: boolean;
  readonly profiles: readonly string[];
  readonly label: string;
  readonly json: boolean;
  /** The URL under which clients reach the bridge, where a realm has no address of its own. */
  readonly publicUrl: string;
  readonly bridgeClientId: string;
  readonly bridgeClientSecret: string | undefined;
  readonly bridgePublicKeys: PublicKeys | undefined;
  readonly open: (realm: string) => Promise<RealmSetup>;
  readonly print: (line: string) => void;
}

const MARK: Readonly<Record<Outcome, string>> = { created: '+', changed: '~', kept: '=' };

/** `realm-config enable REALM...`: switches SCIM on and shows, once, what has to be copied. */
export async function runEnable(command: EnableCommand): Promise<void> {
  if (command.profile !== undefined && !command.profiles.includes(command.profile)) {
    throw new EnableError(
      `There is no profile "${command.profile}"; there is ${command.profiles.join(', ')}.`,
    );
  }
  for (const realm of command.realms) {
    if (!command.json) command.print(`Realm ${realm}`);
    const result = await enable(await command.open(realm), {
      ...command,
      report: (step, outcome) => {
        if (!command.json) command.print(`  ${MARK[outcome]} ${step} (${outcome})`);
      },
    });
    if (command.json) {
      command.print(JSON.stringify({ realm, ...result }));
      continue;
    }
    for (const finding of result.findings) command.print(`  ! ${findingLine(finding)}`);
    command.print(`  SCIM URL      ${result.scimUrl}`);
    command.print(
      `  Token         ${result.token ?? '(the realm has one already; tokens are shown once, --new-token replaces it)'}`,
    );
    if (result.bridgeClientSecret !== undefined) {
      command.print(
        `  For the bridge: KEYCLOAK_CLIENT_ID=${command.bridgeClientId} KEYCLOAK_CLIENT_SECRET=${result.bridgeClientSecret}`,
      );
    }
  }
}
