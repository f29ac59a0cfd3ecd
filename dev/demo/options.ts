import { parseArgs } from 'node:util';
import { SetupError } from '../setupError.ts';

/** The text of `npm run demo -- --help`. */
export const DEMO_HELP = `Usage: npm run demo -- [--json | --idp entra|okta] [--help]

Starts a real Keycloak and the bridge, makes three realms, provisions a user as real clients
do, prints what to try next, and stays until Ctrl-C, which removes everything again.

Options:
  --json   print one line of JSON with URLs and credentials once it is ready, and nothing else
  --idp    play an identity provider instead, against a demo in another terminal: it asks for what
           is typed at Entra ID or Okta, tests the connection and provisions a user
  --help   print this

Environment:
  PORT              port of the bridge (3000; another one if it is taken)
  MANAGEMENT_PORT   port of health, metrics and the admin API (any free one)
  KEYCLOAK_URL      a Keycloak that runs already, used instead of a new one, with
                    KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD; the realms are removed at the end
  KEYCLOAK_CACHE    folder in which the downloaded Keycloak is kept`;

/** What the demo is asked for. */
export interface DemoOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** The identity provider to be played instead. */
  readonly idp?: string | undefined;
  /** The port that the bridge tries first. */
  readonly port: number;
  /** The management port; 0 takes any free one. */
  readonly managementPort: number;
}

function readPort(name: string, { [name]: text = '' }: NodeJS.ProcessEnv, fallback: number): number {
  const port = text.trim() === '' ? fallback : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SetupError(`${name} is a port between 0 and 65535, not "${text}".`);
}

/** Reads arguments and environment of the demo; throws a `SetupError` that says what is wrong. */
export function readDemoOptions(args: readonly string[], variables: NodeJS.ProcessEnv): DemoOptions {
  const options = {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    idp: { type: 'string' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    const port = readPort('PORT', variables, 3_000);
    return { ...values, port, managementPort: readPort('MANAGEMENT_PORT', variables, 0) };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${(error as Error).message}\n\n${DEMO_HELP}`);
  }
}
