import { ENTRY_KINDS, type EntryKind, type Followed, type Page, type Query } from '../../journal/entry.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { EventStream, ServerEvent } from '../eventStream.ts';
import { ENTRY, shownEntry } from '../journalEntry.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute, type Parameter } from '../route.ts';
import { listOf, object } from '../schemas.ts';

const DATE_TIME = { type: 'string', format: 'date-time', maxLength: 40 };

/** Maximum characters of a reference; the bridge makes them of 36. */
const MAX_REFERENCE = 100;

const SHORT_TEXT = { type: 'string', maxLength: 255 };

const QUERY: readonly Parameter[] = [
  {
    name: 'since',
    description: 'Only entries from this time on.',
    schema: DATE_TIME,
  },
  { name: 'until', description: 'Only entries up to this time.', schema: DATE_TIME },
  { name: 'kind', description: 'Only entries of this kind.', schema: { type: 'string', enum: ENTRY_KINDS } },
  {
    name: 'failed',
    description: 'Only failures (true), or only successes (false).',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  { name: 'credential', description: 'Only entries of the credential with this id.', schema: SHORT_TEXT },
  { name: 'resource', description: 'Only entries about the user or group with this id.', schema: SHORT_TEXT },
  {
    name: 'name',
    description:
      'Only entries about the user or group that has or had this userName, displayName or e-mail address, case-insensitive, or has this id.',
    schema: SHORT_TEXT,
  },
  {
    name: 'request',
    description: 'Only the entries of the request with this id, also one in which it is only counted.',
    schema: SHORT_TEXT,
  },
  {
    name: 'before',
    description: 'Only entries before the one with this id: `next` of the previous page.',
    schema: { type: 'string', pattern: '^[0-9]{1,15}$' },
  },
  {
    name: 'limit',
    description: 'Maximum entries, 1 to 500; by default 50.',
    schema: { type: 'string', pattern: '^([1-9][0-9]?|[1-4][0-9]{2}|500)$' },
  },
];

/** The conditions that entries still to come can be chosen by. */
const FOLLOWED = ['kind', 'failed', 'credential', 'resource', 'name', 'request'];

/** Maximum entries that are read at once for a stream. */
const FOLLOWED_AT_ONCE = 50;

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Problem('malformed', `"${name}" must be a date and time (RFC 3339).`);
  return time;
}

/** Converts the query of a request to one of the journal. */
function readQuery(realm: string, query: Readonly<Record<string, string>>): Query {
  const { kind, failed, credential, resource, name, request, before, limit } = query;
  const members = {
    since: timeOf('since', query.since),
    until: timeOf('until', query.until),
    kinds: kind === undefined ? undefined : [kind as EntryKind],
    failed: failed === undefined ? undefined : failed === 'true',
    credential,
    resource,
    name,
    requestId: request,
    before: before === undefined ? undefined : Number(before),
    limit: limit === undefined ? undefined : Number(limit),
  };
  const definedMembers = Object.entries(members).filter(([, value]) => value !== undefined);
  return { realm, ...(Object.fromEntries(definedMembers) as Omit<Query, 'realm'>) };
}

const PAGE = object({ entries: listOf(ENTRY), next: { type: 'integer' } }, ['entries']);

const journalProblem = (error: unknown): Problem =>
  new Problem('journalUnavailable', (error as Error).message, { cause: error });

/** Waits for the journal; a failure becomes a problem. */
async function readFrom<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw journalProblem(error);
  }
}

/** Reads the id in `Last-Event-ID`; throws if no stream can have sent it. */
function readLastEventId({ lastEventId }: AdminRequest): number | undefined {
  if (lastEventId === undefined) return undefined;
  if (/^[0-9]{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw new Problem('malformed', '"Last-Event-ID" must be the id of an event of this stream.');
}

/** Entries as events, as they come; the first event without an entry tells the id to resume from. */
async function* entryEvents(pages: AsyncIterable<Followed>): AsyncGenerator<ServerEvent, void, undefined> {
  let isFirst = true;
  try {
    for await (const { entries, reached } of pages) {
      for (const entry of entries) yield { id: entry.id, event: 'entry', data: shownEntry(entry) };
      if (isFirst) yield { id: reached };
      isFirst = false;
    }
  } catch (error) {
    throw journalProblem(error);
  }
}

/** Begins a stream of the entries that come. */
function follow(request: AdminRequest): EventStream {
  const { realm, open, query, tools } = request;
  const after = readLastEventId(request);
  const pages = tools.journal.follow({ ...readQuery(realm, query), limit: FOLLOWED_AT_ONCE }, after);
  if (pages === undefined) {
    throw new Problem('journalUnavailable', 'The bridge cannot read the realm; its status says why.', {
      headers: { 'Retry-After': '5' },
    });
  }
  return {
    open: (signal) => entryEvents(pages(signal)),
    async recheck() {
      const caller = await open(realm);
      await caller.readAdminEvents();
    },
  };
}

/** Whether an error says that the caller may not see a realm, or that there is none. */
const isHidden = (error: unknown): boolean =>
  error instanceof KeycloakError
    ? ['refused', 'notFound'].includes(error.failure)
    : error instanceof Problem && error.code === 'notFound';

/** The realm whose administrators read what was refused in realms that are not served, or that do not exist. */
const MASTER = 'master';

/** Reads the entries of a request in one realm (`undefined`: those of realms that are not served); none if the caller may not see them. */
async function readReference(
  { tools: { journal }, as, open }: AdminRequest,
  requestId: string,
  realm: string | undefined,
): Promise<Page> {
  try {
    const caller = realm === undefined ? as(MASTER) : await open(realm);
    await caller.readAdminEvents();
  } catch (error) {
    if (isHidden(error)) return { entries: [] };
    throw error;
  }
  return readFrom(realm === undefined ? journal.readUnserved(requestId) : journal.read({ realm, requestId }));
}

/** The routes of a realm's journal. */
export const JOURNAL_ROUTES: readonly AdminRoute[] = [
  route('GET /journal', {
    operationId: 'readJournal',
    summary: 'The requests to the realm and their outcomes, newest first.',
    rights: 'view-clients, view-events',
    query: QUERY,
    answers: {
      200: {
        description: 'A page of the journal.',
        schema: PAGE,
      },
    },
    handle: async ({ realm, caller, tools, query }) => {
      await caller.readAdminEvents();
      if (query.request !== undefined) tools.throttle.summarize(query.request);
      const page = await readFrom(tools.journal.read(readQuery(realm, query)));
      return { status: 200, body: { ...page, entries: page.entries.map(shownEntry) } };
    },
  }),
  route('GET /journal/stream', {
    operationId: 'followJournal',
    streams: true,
    summary:
      'New entries of the journal as they are written, as Server-Sent Events, until the caller loses the right or the access token expires.',
    rights: 'view-clients, view-events',
    query: QUERY.filter(({ name }) => FOLLOWED.includes(name)),
    answers: {
      200: {
        description:
          'The stream. An event `entry` has an entry as data; an event `problem` says why the stream ends, with the members of a problem. A client goes on without a gap in another stream, with the last id in `Last-Event-ID`; the first event tells an id even if there is no entry yet. A comment every 15 seconds shows that the stream is alive.',
        schema: ENTRY,
      },
    },
    handle: async (request) => {
      await request.caller.readAdminEvents();
      return { status: 200, stream: follow(request) };
    },
  }),
  route('GET /references/{id}', {
    operationId: 'readReference',
    beforeSetup: 'view-realm',
    summary:
      'The entries of one request, in whatever realm it was. Those of other realms need view-clients and view-events there; a 401 in a realm that is not served, or does not exist, needs view-events in master. What the caller may not see is left out.',
    rights: 'view-clients, view-realm',
    answers: { 200: { description: 'The entries; none if nobody knows the reference.', schema: PAGE } },
    handle: async (request) => {
      const requestId = (request.params.id ?? '').slice(0, MAX_REFERENCE);
      const { journal, throttle } = request.tools;
      throttle.summarize(requestId);
      const realms = await readFrom(journal.realmsOf(requestId));
      const pages = await Promise.all(realms.map((realm) => readReference(request, requestId, realm)));
      const entries = pages.flatMap((page) => page.entries.map(shownEntry));
      return { status: 200, body: { entries } };
    },
  }),
];
