import { Option, type Command } from 'commander';
import { examples, type CommandTools, type WithJson } from './command.ts';
import type { AdminApi } from '../adminApi.ts';
import { UsageError } from '../commandError.ts';
import { readPast } from '../model/durations.ts';
import type { JournalEntry } from '../../bridge/admin/contract.ts';
import { entryDetails, entryLine } from '../render/entry.ts';
import type { Output } from './forEachRealm.ts';
import { follow, readNewest, type JournalQuery } from './journalPages.ts';
import { followStream } from './journalStream.ts';

/** The options of the command line. */
interface LogOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly kind?: string | undefined;
  readonly user?: string | undefined;
  readonly resource?: string | undefined;
  readonly credential?: string | undefined;
  readonly reference?: string | undefined;
  /** Another name for `reference`. */
  readonly request?: string | undefined;
  readonly limit: string;
  readonly follow: boolean;
  readonly verbose: boolean;
}

/** The kinds of entries. */
const KINDS: readonly JournalEntry['kind'][] = ['write', 'read', 'refusal', 'audit', 'alarm'];

function limitOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a whole number from 1 on, not "${text}".`);
}

const queryOf = ({ since, until, failed, kind, user, resource, credential }: LogOptions): JournalQuery => ({
  since: since === undefined ? undefined : readPast('--since', since).toISOString(),
  until: until === undefined ? undefined : readPast('--until', until).toISOString(),
  failed: failed === true ? 'true' : undefined,
  kind,
  name: user,
  resource,
  credential,
});

/** What `log` works with. */
interface LogTools extends Output, Pick<CommandTools, 'isClosed'> {
  readonly api: AdminApi;
}

/** Prints entries, one per line or with their details. */
const printEntries = (
  entries: readonly JournalEntry[],
  { verbose, showsRealm = false }: { readonly verbose: boolean; readonly showsRealm?: boolean },
  { json, print }: LogTools,
): void => {
  for (const entry of entries) {
    if (json) print(JSON.stringify(entry));
    else print([entryLine(entry, { showsRealm }), ...(verbose ? entryDetails(entry) : [])]);
  }
};

/** `realm-config log REALM`: prints requests to the realm and their outcomes, oldest first. */
async function runLog(realm: string, options: LogOptions, tools: LogTools): Promise<void> {
  const limit = limitOf(options.limit);
  const query = queryOf(options);
  const first = await readNewest(tools.api, realm, query, { max: limit, after: undefined });
  if (first.hasMore) tools.note(`There are older entries: --limit ${limit * 10} shows more of them.`);
  printEntries(first.entries, options, tools);
  if (first.entries.length === 0 && !options.follow && !tools.json) tools.note('There are no such entries.');
  if (!options.follow) return;
  const print = (entries: readonly JournalEntry[]): void => {
    printEntries(entries, options, tools);
  };
  const last = await followStream(tools.api, realm, query, { ...tools, print }, first.entries.at(-1));
  await follow(tools.api, realm, query, { ...tools, print }, last);
}

/** `realm-config log --reference ID`: prints the entries of one request, in whatever realm it was. */
async function runReference(
  realm: string,
  id: string,
  { verbose }: LogOptions,
  tools: LogTools,
): Promise<void> {
  const { body } = await tools.api(realm, { route: 'GET /references/{id}', id });
  printEntries(body.entries, { verbose, showsRealm: true }, tools);
  if (body.entries.length === 0 && !tools.json) {
    tools.note(
      'There is no such entry in a realm that you may read. Of repeated refusals, which are counted in one entry, only the last hundred of a minute are found by their references: look at "log REALM --failed".',
    );
  }
}

/** The options that choose among the entries of a realm, which a reference does not go with. */
const CHOICES = ['since', 'until', 'failed', 'kind', 'user', 'resource', 'credential', 'follow'] as const;

/** Runs `log` for a realm, or for a reference in any realm. */
async function runEither(
  realm: string | undefined,
  options: LogOptions,
  adminRealm: () => string,
  tools: LogTools,
): Promise<void> {
  const reference = options.reference ?? options.request;
  if (reference !== undefined) {
    const other = CHOICES.find((name) => options[name] !== undefined && options[name] !== false);
    if (other !== undefined) throw new UsageError(`--reference names one request; leave --${other} out.`);
    return runReference(realm ?? adminRealm(), reference, options, tools);
  }
  if (realm === undefined) throw new UsageError('Name a realm, or a request with --reference.');
  return runLog(realm, options, tools);
}

/** Adds `log`. */
export function addLog(program: Command, { openApi, environment, ...out }: CommandTools): void {
  program
    .command('log')
    .description('Shows what was asked of a realm and what came of it, oldest first.')
    .argument('[realm]', 'name of the realm, case-sensitive; not needed with --reference')
    .option('--since <when>', 'only from then on: how long ago, such as 2h, or a date')
    .option('--until <when>', 'only up to then')
    .option('--failed', 'only what failed')
    .addOption(new Option('--kind <kind>', 'only entries of this kind').choices(KINDS))
    .option(
      '--user <name>',
      'only about the user or group that has or had this userName, displayName or e-mail address, or has this id',
    )
    .option('--resource <id>', 'only about the user or group with this id')
    .option('--credential <id>', 'only by this credential, such as the id of a token')
    .option(
      '--reference <id>',
      'only this request, in whatever realm it was: the Reference of a 401, or X-Request-Id of any answer',
    )
    .addOption(new Option('--request <id>', 'the same as --reference').hideHelp())
    .option('--limit <number>', 'maximum number of entries', '50')
    .addOption(
      new Option('--follow', 'go on with what comes, until Ctrl-C').default(false).conflicts('until'),
    )
    .addOption(
      new Option('--verbose', 'with ids, quirks, calls to Keycloak, and what was asked; --json has it all')
        .default(false)
        .conflicts('json'),
    )
    .option('--json', 'print one JSON object per entry', false)
    .addHelpText(
      'after',
      examples(
        'log acme --since 2h --failed',
        'log acme --user ann@example.com --verbose',
        'log acme --follow',
        'log --reference 7a7902a0-b81e-4cbd-8c8d-7ef28580747d',
      ),
    )
    .action((realm: string | undefined, { json, ...options }: LogOptions & WithJson) =>
      runEither(realm, options, () => environment.administrator().adminRealm, {
        ...out,
        json,
        api: openApi(),
      }),
    );
}
