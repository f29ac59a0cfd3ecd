import type { Command } from 'commander';
import { examples, EXPIRES, PRINT_JSON, REALM, type CommandTools, type WithJson } from './command.ts';
import type { NewToken, TokenSummary } from '../../bridge/admin/contract.ts';
import type { AdminApi } from '../adminApi.ts';
import { UsageError } from '../commandError.ts';
import { readDuration, readFuture } from '../model/durations.ts';
import { localTime } from '../render/localTime.ts';
import { table } from '../render/table.ts';
import type { Output } from './forEachRealm.ts';

/** The options of the command line for a new token. */
interface TokenOptions {
  readonly label?: string | undefined;
  readonly expires?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly source?: string | undefined;
  readonly grace?: string | undefined;
}

/** A date as it is shown: in local time; a text that is not a date as it is; a dash if it is missing. */
function dateText(text: string | undefined): string {
  if (text === undefined || text === '') return '-';
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : localTime(date);
}

/** When a token ends, as the list shows it. */
const endText = (token: TokenSummary | undefined): string => dateText(token?.revoked ?? token?.expires);

/** Reads a static token; `undefined` if the realm has none with this id. */
async function findToken(api: AdminApi, realm: string, id: string): Promise<TokenSummary | undefined> {
  const { body: tokens } = await api(realm, { route: 'GET /tokens' });
  return tokens.find((token) => token.id === id);
}

/** Maximum width of each column. */
const WIDTHS = {
  id: 40,
  label: 30,
  status: 10,
  scope: 10,
  source: 20,
  created: 26,
  ends: 26,
  'last used': 26,
};

/** `realm-config token list REALM`: lists the static tokens, never their secret texts. */
async function listTokens(api: AdminApi, realm: string, { json, print }: Output): Promise<void> {
  const { body: tokens } = await api(realm, { route: 'GET /tokens' });
  if (json) print(JSON.stringify(tokens));
  else if (tokens.length === 0) print(`Realm ${realm} has no static tokens.`);
  else {
    const rows = tokens.map(
      ({ id, label, status, readOnly, source, created, revoked, expires, lastUsed }) => ({
        id: id,
        label: label,
        status,
        scope: readOnly ? 'read-only' : 'all',
        source: source ?? '-',
        created: dateText(created),
        ends: dateText(revoked ?? expires),
        'last used': dateText(lastUsed),
      }),
    );
    print(table(rows, WIDTHS));
  }
}

function printNew({ id, token, expires, readOnly, source }: NewToken, print: Output['print']): void {
  print(`Token     ${token}`);
  print(`Id        ${id}`);
  print(`Ends      ${expires === undefined ? 'never' : dateText(expires)}`);
  if (readOnly) print('Scope     read-only');
  if (source !== undefined) print(`Source    ${source}`);
  print('The token is shown now and never again.');
}

const requestOf = ({ label, expires, readOnly, source }: TokenOptions) => ({
  ...(label === undefined ? {} : { label }),
  ...(expires === undefined ? {} : { expires: readFuture('--expires', expires).toISOString() }),
  ...(readOnly === undefined ? {} : { readOnly }),
  ...(source === undefined ? {} : { source }),
});

/** `realm-config token new REALM`: creates a static token. */
async function newToken(
  api: AdminApi,
  realm: string,
  options: TokenOptions,
  { json, print }: Output,
): Promise<void> {
  const reply = await api(realm, { route: 'POST /tokens', body: requestOf(options) });
  if (json) print(JSON.stringify(reply.body));
  else printNew(reply.body, print);
}

const MAX_GRACE_SECONDS = 31_536_000;

function graceOf(text: string | undefined): number {
  const seconds = text === undefined ? 0 : readDuration('--grace', text);
  if (seconds > MAX_GRACE_SECONDS) throw new UsageError('--grace takes 365d at most.');
  return seconds;
}

/** `realm-config token rotate REALM ID`: replaces a static token by a new one. */
async function rotateToken(
  api: AdminApi,
  { realm, id }: { realm: string; id: string },
  options: TokenOptions,
  { json, print }: Output,
): Promise<void> {
  const graceSeconds = graceOf(options.grace);
  const reply = await api(realm, {
    route: 'POST /tokens/{id}/rotation',
    id,
    body: { ...requestOf(options), grace: graceSeconds },
  });
  if (json) {
    print(JSON.stringify(reply.body));
    return;
  }
  printNew(reply.body, print);
  const old = await findToken(api, realm, id);
  print(graceSeconds === 0 ? `Token ${id} has stopped.` : `Token ${id} stops at ${endText(old)}.`);
}

/** `realm-config token revoke REALM ID`: ends a static token at once. */
async function revokeToken(
  api: AdminApi,
  { realm, id }: { realm: string; id: string },
  { json, print }: Output,
): Promise<void> {
  const before = await findToken(api, realm, id);
  const changed = before?.status !== 'revoked';
  await api(realm, { route: 'DELETE /tokens/{id}', id });
  const text = changed
    ? `Token ${id} has stopped.`
    : `Token ${id} has stopped already, at ${endText(before)}.`;
  print(json ? JSON.stringify({ realm, id, status: 'revoked', changed }) : text);
}

const TOKEN_ID = ['<id>', 'id of the token, as "token list" shows it'] as const;

/** Adds `token list`, `new`, `rotate` and `revoke`. */
export function addToken(program: Command, { openApi, ...out }: CommandTools): void {
  const token = program.command('token').description('Lists, makes, rotates and revokes static tokens.');
  token
    .command('list')
    .description('Lists static tokens, revoked ones as well; never the tokens themselves.')
    .argument(...REALM)
    .option(...PRINT_JSON)
    .addHelpText('after', examples('token list acme'))
    .action((realm: string, { json }: WithJson) => listTokens(openApi(), realm, { ...out, json }));
  token
    .command('new')
    .description('Makes a static token, which is shown once.')
    .argument(...REALM)
    .requiredOption('--label <text>', 'a name for it')
    .option(...EXPIRES)
    .option('--read-only', 'it may only read')
    .option('--source <name>', 'the source of the users that it creates, for ownership')
    .option(...PRINT_JSON)
    .addHelpText(
      'after',
      examples('token new acme --label Okta --expires 365d', 'token new acme --label report --read-only'),
    )
    .action((realm: string, { json, ...options }: TokenOptions & WithJson) =>
      newToken(openApi(), realm, options, { ...out, json }),
    );
  token
    .command('rotate')
    .description('Makes a static token in the place of another, which stops at once or after a grace period.')
    .argument(...REALM)
    .argument(...TOKEN_ID)
    .option('--grace <duration>', 'how long the old one stays good, such as 90s, 24h or 7d')
    .option('--label <text>', 'a name for the new one; that of the old one with a count by default')
    .option(...EXPIRES)
    .option(...PRINT_JSON)
    .addHelpText('after', examples('token rotate acme 1f0c9a52b7de --grace 7d'))
    .action((realm: string, id: string, { json, ...options }: TokenOptions & WithJson) =>
      rotateToken(openApi(), { realm, id }, options, { ...out, json }),
    );
  token
    .command('revoke')
    .description('Ends a static token at once.')
    .argument(...REALM)
    .argument(...TOKEN_ID)
    .option(...PRINT_JSON)
    .addHelpText('after', examples('token revoke acme 1f0c9a52b7de'))
    .action((realm: string, id: string, { json }: WithJson) =>
      revokeToken(openApi(), { realm, id }, { ...out, json }),
    );
}
