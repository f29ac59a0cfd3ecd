import { Option, type Command } from 'commander';
import { examples, REALM, type CommandTools, type WithJson } from './command.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminApi } from '../adminApi.ts';
import { UsageError } from '../commandError.ts';
import { readPast } from '../model/durations.ts';
import type { JournalEntry } from '../../bridge/admin/contract.ts';
import { entryDetails, entryLine } from '../render/entry.ts';
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
  readonly request?: string | undefined;
  readonly limit: string;
  readonly follow: boolean;
  readonly verbose: boolean;
}

type Query = Readonly<Record<string, string | undefined>>;

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

const queryOf = ({ since, until, failed, kind, user, resource, credential, request }: LogOptions): Query => ({
  since: since === undefined ? undefined : readPast('--since', since).toISOString(),
  until: until === undefined ? undefined : readPast('--until', until).toISOString(),
  failed: failed === true ? 'true' : undefined,
  kind,
  name: user,
  resource,
  credential,
  request,
});

/** Reads the newest `max` entries with an id above `after`, oldest first; `hasMore` tells whether older ones follow. */
async function readNewest(
  api: AdminApi,
  realm: string,
  query: Query,
  { max, after }: { max: number; after: number },
): Promise<{ entries: JournalEntry[]; hasMore: boolean }> {
  const entries: JournalEntry[] = [];
  let before: number | undefined;
  for (;;) {
    const limit = String(Math.min(max - entries.length, PAGE_SIZE));
    const pageQuery = { ...query, limit, before: before === undefined ? undefined : String(before) };
    const { body: page } = await api(realm, { route: 'GET /journal', query: pageQuery });
    const fresh = page.entries.filter(({ id }) => id > after);
    entries.push(...fresh);
    const isLast = page.next === undefined || fresh.length < page.entries.length;
    if (isLast || entries.length >= max) return { entries: entries.reverse(), hasMore: !isLast };
    before = page.next;
  }
}

/** The moment to look for entries from that are newer than the last one; `undefined` if there is no last one. */
const sinceFor = (last: JournalEntry | undefined): string | undefined =>
  last === undefined ? undefined : new Date(Date.parse(last.time) - MAX_DELAY_MS).toISOString();

/** `realm-config log REALM`: prints requests to the realm and their outcomes, oldest first. */
async function runLog(
  api: AdminApi,
  realm: string,
  options: LogOptions,
  { json, print, note, isClosed }: Output & Pick<CommandTools, 'isClosed'>,
): Promise<void> {
  const limit = limitOf(options.limit);
  const query = queryOf(options);
  const printEntries = (entries: readonly JournalEntry[]): void => {
    for (const entry of entries) {
      if (json) print(JSON.stringify(entry));
      else print([entryLine(entry), ...(options.verbose ? entryDetails(entry) : [])]);
    }
  };
  const first = await readNewest(api, realm, query, { max: limit, after: 0 });
  if (first.hasMore) note(`There are older entries: --limit ${limit * 10} shows more of them.`);
  printEntries(first.entries);
  if (first.entries.length === 0 && !options.follow && !json) note('There are no such entries.');
  let last = first.entries.at(-1);
  while (options.follow && !isClosed()) {
    await sleep(INTERVAL_MS);
    const since = [query.since, sinceFor(last)]
      .filter((moment) => moment !== undefined)
      .sort()
      .at(-1);
    const range = { max: Infinity, after: last?.id ?? 0 };
    const { entries } = await readNewest(api, realm, { ...query, since }, range);
    printEntries(entries);
    last = entries.at(-1) ?? last;
  }
}

/** Adds `log`. */
export function addLog(program: Command, { openApi, ...out }: CommandTools): void {
  const kinds = ['write', 'refusal', 'audit', 'alarm'];
  program
    .command('log')
    .description('Shows what was asked of a realm and what came of it, oldest first.')
    .argument(...REALM)
    .option('--since <when>', 'only from then on: how long ago, such as 2h, or a date')
    .option('--until <when>', 'only up to then')
    .option('--failed', 'only what failed')
    .addOption(new Option('--kind <kind>', 'only entries of this kind').choices(kinds))
    .option(
      '--user <name>',
      'only about the user or group that has or had this userName or displayName, or has this id',
    )
    .option('--resource <id>', 'only about the user or group with this id')
    .option('--credential <id>', 'only by this credential, such as the id of a token')
    .option('--request <id>', 'only this request')
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
      ),
    )
    .action((realm: string, { json, ...options }: LogOptions & WithJson) =>
      runLog(openApi(), realm, options, { ...out, json }),
    );
}
