import { randomBytes } from 'node:crypto';
import { createInterface, type Interface } from 'node:readline/promises';
import { PROVIDERS } from '../../providers/connectionTests.ts';
import { runConnectionTest } from '../../realm-config/probe/connectionTest.ts';
import { createSend, detailOf, type Send } from '../../realm-config/probe/request.ts';
import { SetupError } from '../setupError.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** An identity provider that the demo can play, in its own words. */
interface Role {
  /** Its name in `PROVIDERS`. */
  readonly provider: string;
  readonly page: string;
  /** The User-Agent of its requests. */
  readonly userAgent: string;
  /** Where the SCIM URL and the token are typed. */
  readonly fields: readonly [url: string, token: string];
  readonly assign: string;
  /** What it sends when somebody leaves. */
  readonly leave: unknown;
}

/** The identity providers by the word that `--idp` takes. */
const IDENTITY_PROVIDERS: Readonly<Record<string, Role>> = {
  entra: {
    provider: 'Microsoft Entra ID',
    page: 'Enterprise applications > your application > Provisioning',
    // Microsoft does not say what Entra ID sends.
    userAgent: 'Microsoft Entra ID (demo)',
    fields: ['Tenant URL', 'Secret Token'],
    assign: 'Provision on demand',
    leave: [{ op: 'Replace', path: 'active', value: 'False' }],
  },
  okta: {
    provider: 'Okta',
    page: 'Applications > your application > Provisioning > Integration',
    userAgent: 'Okta SCIM Client 1.0.0',
    fields: ['SCIM connector base URL', 'Bearer token'],
    assign: 'Assign > Assign to People',
    leave: [{ op: 'replace', value: { active: false } }],
  },
};

/** What the player of an identity provider types and reads. */
interface Screen {
  say: (line: string) => void;
  /** Asks for a text; `undefined` at the end of the input. */
  ask: (question: string) => Promise<string | undefined>;
}

/** Opens the terminal: `ask` takes one line after the other, also from a pipe. */
function openScreen(): Screen & { close: () => void } {
  const terminal: Interface = createInterface({ input: process.stdin, output: process.stdout });
  const lines = terminal[Symbol.asyncIterator]();
  return {
    say: (line) => {
      console.log(line);
    },
    async ask(question) {
      process.stdout.write(question);
      const { value, done = false } = await lines.next();
      if (!process.stdin.isTTY) process.stdout.write('\n');
      return done ? undefined : String(value).trim();
    },
    close: () => {
      terminal.close();
    },
  };
}

/** What the player has typed into the identity provider. */
interface Connection {
  readonly url: string;
  /** The name of the field of the token. */
  readonly field: string;
  readonly userAgent: string;
  token: string;
}

/** Asks for the token again, as after a rotation; `false` at the end of the input. */
async function retypeToken(connection: Connection, { ask }: Screen): Promise<boolean> {
  const token = await ask(`  ${connection.field} (Enter keeps it, Ctrl-C ends): `);
  if (token === undefined) return false;
  if (token !== '') connection.token = token;
  return true;
}

const sendTo = ({ url, token, userAgent }: Connection): Send =>
  createSend({ url, authorization: `Bearer ${token}`, userAgent, timeoutMs: 10_000 });

/** Tests the connection until the test passes; `false` if the player gives up. */
async function connect(
  connection: Connection,
  screen: Screen,
  provider: (typeof PROVIDERS)[number],
): Promise<boolean> {
  do {
    await screen.ask(`\nPress Enter for "${provider.button}" `);
    const result = await runConnectionTest(provider, sendTo(connection), new URL(connection.url));
    screen.say(`  ${result.shows}\n`);
    if (result.passed) return true;
  } while (await retypeToken(connection, screen));
  return false;
}

/** Sends one request, again with another token if the credential is refused, and returns the id in the answer. */
async function tell(
  connection: Connection,
  screen: Screen,
  words: string,
  request: Parameters<Send>[0],
): Promise<string | undefined> {
  for (;;) {
    const reply = await sendTo(connection)(request);
    const said = 'code' in reply ? reply.code : [String(reply.status), detailOf(reply)].join(' ').trim();
    screen.say(`  ${words.padEnd(34)}${request.method} ${said}`);
    if ('code' in reply) return undefined;
    if (reply.status === 401 && (await retypeToken(connection, screen))) continue;
    const id = reply.json?.id;
    return typeof id === 'string' ? id : undefined;
  }
}

/** Creates somebody, and lets the person leave again. */
async function provisionOne(connection: Connection, screen: Screen, leave: unknown): Promise<void> {
  const userName = `ann.${randomBytes(2).toString('hex')}@example.com`;
  const user = {
    schemas: [USER],
    userName,
    externalId: userName,
    active: true,
    name: { givenName: 'Ann', familyName: 'Lee' },
    emails: [{ type: 'work', primary: true, value: userName }],
  };
  const filter = `/Users?filter=userName+eq+%22${encodeURIComponent(userName)}%22`;
  await tell(connection, screen, `Is ${userName} there?`, { method: 'GET', target: filter });
  const id = await tell(connection, screen, 'Create', { method: 'POST', target: '/Users', body: user });
  if (id === undefined) return;
  await screen.ask('Press Enter, and Ann leaves the company ');
  const body = { schemas: [PATCH], Operations: leave } as never;
  await tell(connection, screen, 'Deactivate', { method: 'PATCH', target: `/Users/${id}`, body });
}

/** Plays an identity provider at a terminal, which is told what an administrator would type into its console. */
export async function playIdentityProvider(name: string): Promise<void> {
  const role = IDENTITY_PROVIDERS[name];
  const provider = PROVIDERS.find((candidate) => candidate.name === role?.provider);
  if (role === undefined || provider === undefined) {
    throw new SetupError(`--idp takes ${Object.keys(IDENTITY_PROVIDERS).join(' or ')}, not "${name}".`);
  }
  const screen = openScreen();
  try {
    screen.say(`This plays ${role.provider}. ${role.page}:\n`);
    const [urlField, field] = role.fields;
    const url = ((await screen.ask(`  ${urlField}: `)) ?? '').replace(/\/+$/, '');
    if (URL.parse(url) === null) throw new SetupError(`${urlField} is a URL, not "${url}".`);
    const connection = {
      url,
      field,
      userAgent: role.userAgent,
      token: (await screen.ask(`  ${field}: `)) ?? '',
    };
    if (!(await connect(connection, screen, provider))) return;
    await screen.ask(`Press Enter for "${role.assign}" `);
    await provisionOne(connection, screen, role.leave);
    screen.say('\nThat is all. The console has it in the provisioning log.');
  } finally {
    screen.close();
  }
}
