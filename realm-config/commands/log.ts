import { Option, type Command } from 'commander';
import { examples, type CommandTools, type WithJson } from './command.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminApi } from '../adminApi.ts';
import { UsageError } from '../commandError.ts';
import { readPast } from '../model/durations.ts';
import type { JournalEntry } from '../../bridge/admin/contract.ts';
import { entryDetails, entryLine } from '../render/entry.ts';
import { failureOf } from '../failure.ts';
import type { Output } from './forEachRealm.ts';

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

type Query = Readonly<Record<string, string | undefined>>;

/** The kinds of entries. */
const KINDS: readonly JournalEntry['kind'][] = ['write', 'read', 'refusal', 'audit', 'alarm'];

/** Maximum entries of one page of the admin API. */
const PAGE_SIZE = 500;

/** How long `--follow` waits between two requests for new entries. */
const INTERVAL_MS = 1_000;

/** How much later than its own time an entry may be recorded. */
const MAX_DELAY_MS = 60_000;

function limitOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a whole number from 1 on, not "${text}".`);
}

const queryOf = ({ since, until, failed, kind, user, resource, credential }: LogOptions): Query => ({
  since: since === undefined ? undefined : readPast('--since', since).toISOString(),
  until: until === undefined ? undefined : readPast('--until', until).toISOString(),
  failed: failed === true ? 'true' : undefined,
  kind,
  name: user,
  resource,
  credential,
});

/**
 * Whether an entry is older than the last one that was printed, or that one itself. In a store that was begun anew
 * other entries have its id, or lower ones: they are newer.
 */
function isPrinted(entry: JournalEntry, last: JournalEntry | undefined): boolean {
  return entry.id === last?.id && entry.requestId === last.requestId && entry.time === last.time;
}

/** Reads the newest `max` entries that came after `after`, oldest first; `hasMore` tells whether older ones follow. */
async function readNewest(
  api: AdminApi,
  realm: string,
  query: Query,
  { max, after }: { max: number; after: JournalEntry | undefined },
): Promise<{ entries: JournalEntry[]; hasMore: boolean }> {
  const entries: JournalEntry[] = [];
  let before: number | undefined;
  for (;;) {
    const limit = String(Math.min(max - entries.length, PAGE_SIZE));
    const pageQuery = { ...query, limit, before: before === undefined ? undefined : String(before) };
    const { body: page } = await api(realm, { route: 'GET /journal', query: pageQuery });
    const printedAt = page.entries.findIndex((entry) => isPrinted(entry, after));
    const fresh = printedAt < 0 ? page.entries : page.entries.slice(0, printedAt);
    entries.push(...fresh);
    const isLast = page.next === undefined || fresh.length < page.entries.length;
    if (isLast || entries.length >= max) return { entries: entries.reverse(), hasMore: !isLast };
    before = page.next;
  }
}

/** The moment to look for entries from that are newer than the last one; `undefined` if there is no last one. */
const sinceFor = (last: JournalEntry | undefined): string | undefined =>
  last === undefined ? undefined : new Date(Date.parse(last.time) - MAX_DELAY_MS).toISOString();

/** Codes of failures that pass when the bridge, or what it needs, is there again. */
const PASSING: readonly string[] = [
  'bridgeUnavailable',
  'journalUnavailable',
  'keycloakUnavailable',
  'keycloakRejected',
];

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
    else print([entryLine(entry, { showsRealm }), ...(verbose ? entryDetails(entry) : [])].join('\n'));
  }
};

/**
 * Prints what comes after the last entry, until nobody reads it. While the bridge does not answer, it waits: entries
 * are continued where they were, because those of a restarted bridge have higher ids.
 */
async function follow(
  realm: string,
  query: Query,
  options: LogOptions,
  tools: LogTools,
  last: JournalEntry | undefined,
): Promise<void> {
  let newest = last;
  let isWaiting = false;
  while (!tools.isClosed()) {
    await sleep(INTERVAL_MS);
    const since = [query.since, sinceFor(newest)]
      .filter((moment) => moment !== undefined)
      .sort()
      .at(-1);
    try {
      const range = { max: Infinity, after: newest };
      const { entries } = await readNewest(tools.api, realm, { ...query, since }, range);
      isWaiting = false;
      printEntries(entries, options, tools);
      newest = entries.at(-1) ?? newest;
    } catch (error) {
      const { code, message } = failureOf(error);
      if (!PASSING.includes(code)) throw error;
      if (!isWaiting) tools.note(`${message}\nWaiting for it; the log goes on then.`);
      isWaiting = true;
    }
  }
}

/** `realm-config log REALM`: prints requests to the realm and their outcomes, oldest first. */
async function runLog(realm: string, options: LogOptions, tools: LogTools): Promise<void> {
  const limit = limitOf(options.limit);
  const query = queryOf(options);
  const first = await readNewest(tools.api, realm, query, { max: limit, after: undefined });
  if (first.hasMore) tools.note(`There are older entries: --limit ${limit * 10} shows more of them.`);
  printEntries(first.entries, options, tools);
  if (first.entries.length === 0 && !options.follow && !tools.json) tools.note('There are no such entries.');
  if (options.follow) await follow(realm, query, options, tools, first.entries.at(-1));
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
      'There is no such entry in a realm that you may read. Repeated refusals are counted in one entry, and have none of their own: look at "log REALM --failed".',
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
    .option('--verbose', 'with ids, quirks, calls to Keycloak, and what was asked', false)
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
