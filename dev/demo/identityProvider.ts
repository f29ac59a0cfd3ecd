import { randomBytes } from 'node:crypto';
import { createInterface, type Interface } from 'node:readline/promises';
import { PROVIDERS } from '../../bridge/connecting/connectionTests.ts';
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
    fields: ['Tenant URL', 'Secret Token'],
    assign: 'Provision on demand',
    leave: [{ op: 'Replace', path: 'active', value: 'False' }],
  },
  okta: {
    provider: 'Okta',
    page: 'Applications > your application > Provisioning > Integration',
    fields: ['SCIM connector base URL', 'Bearer token'],
    assign: 'Assign > Assign to People',
    leave: [{ op: 'replace', value: { active: false } }],
  },
};

/** What the player of an identity provider types and reads. */
interface Screen {
  say: (line: string) => void;
  /** Asks for a text; at the end of the input the answer is empty. */
  ask: (question: string) => Promise<string>;
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
      return done ? '' : String(value).trim();
    },
    close: () => {
      terminal.close();
    },
  };
}

/** Sends one request, says what came of it, and returns the id in the answer. */
async function tell(
  send: Send,
  { say }: Screen,
  words: string,
  request: Parameters<Send>[0],
): Promise<string | undefined> {
  const reply = await send(request);
  const said = 'code' in reply ? reply.code : [String(reply.status), detailOf(reply)].join(' ').trim();
  say(`  ${words.padEnd(34)}${request.method} ${said}`);
  const id = 'code' in reply ? undefined : reply.json?.id;
  return typeof id === 'string' ? id : undefined;
}

/** Creates somebody, and lets the person leave again. */
async function provisionOne(send: Send, screen: Screen, leave: unknown): Promise<void> {
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
  await tell(send, screen, `Is there a ${userName}?`, { method: 'GET', target: filter });
  const id = await tell(send, screen, 'Create', { method: 'POST', target: '/Users', body: user });
  if (id === undefined) return;
  await screen.ask('Press Enter, and Ann leaves the company ');
  const body = { schemas: [PATCH], Operations: leave } as never;
  await tell(send, screen, 'Deactivate', { method: 'PATCH', target: `/Users/${id}`, body });
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
    const url = (await screen.ask(`  ${role.fields[0]}: `)).replace(/\/+$/, '');
    if (URL.parse(url) === null) throw new SetupError(`${role.fields[0]} is a URL, not "${url}".`);
    const token = await screen.ask(`  ${role.fields[1]}: `);
    const send = createSend({ url, authorization: `Bearer ${token}`, timeoutMs: 10_000 });
    await screen.ask(`\nPress Enter for "${provider.button}" `);
    const result = await runConnectionTest(provider, send, new URL(url));
    screen.say(`  ${result.shows}\n`);
    if (!result.passed) return;
    await screen.ask(`Press Enter for "${role.assign}" `);
    await provisionOne(send, screen, role.leave);
  } finally {
    screen.close();
  }
}
