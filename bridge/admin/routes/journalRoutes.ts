import {
  CHANGE_WORDS,
  ENTRY_KINDS,
  type Entry,
  type EntryKind,
  type Page,
  type Query,
} from '../../journal/entry.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { JournalEntry } from '../contract.ts';
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

const RESOURCE_MEMBERS = { type: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } };

const ENTRY = {
  type: 'object',
  description: 'One write, successful read, refusal, change by an administrator, or alarm.',
  required: ['id', 'time', 'kind', 'requestId', 'method', 'target', 'status', 'outcome', 'milliseconds'],
  properties: {
    id: { type: 'integer' },
    time: { type: 'string', format: 'date-time' },
    realm: { type: 'string' },
    kind: { type: 'string', enum: ENTRY_KINDS },
    requestId: { type: 'string' },
    credential: object({ id: { type: 'string' }, label: { type: 'string' }, account: { type: 'string' } }, [
      'id',
      'label',
    ]),
    client: { type: 'string', description: 'The User-Agent.' },
    address: { type: 'string' },
    method: { type: 'string' },
    target: { type: 'string', description: "Below the realm's SCIM or admin URL." },
    resource: object(
      {
        ...RESOURCE_MEMBERS,
        aliases: {
          ...listOf({ type: 'string' }),
          description: 'The other user names and e-mail addresses that the user had before or has after it.',
        },
      },
      ['type'],
    ),
    conflict: {
      ...object(RESOURCE_MEMBERS, ['type']),
      description: 'The user or group that has the value that the request asked for (status 409).',
    },
    changes: listOf(
      object(
        {
          what: {
            type: 'string',
            enum: CHANGE_WORDS,
          },
          from: { type: 'string', description: 'The name before a renaming.' },
          to: { type: 'string', description: 'The name after a renaming.' },
          count: { type: 'integer', description: 'The number of members who joined or left.' },
        },
        ['what'],
      ),
    ),
    asked: { description: 'The body of the request, without secrets.' },
    quirks: listOf({ type: 'string' }),
    ignored: listOf({ type: 'string' }),
    keycloak: listOf(
      object(
        {
          call: { type: 'string' },
          outcome: { type: 'string' },
          status: { type: 'integer' },
          milliseconds: { type: 'number' },
        },
        ['call', 'outcome', 'milliseconds'],
      ),
    ),
    status: { type: 'integer' },
    error: { type: 'string' },
    outcome: { type: 'string' },
    milliseconds: { type: 'number' },
    count: { type: 'integer', description: 'How many similar requests it stands for.' },
    requestIds: { ...listOf({ type: 'string' }), description: 'The ids of the last of these requests.' },
  },
};

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

/** Waits for the journal; a failure becomes a problem. */
async function readFrom<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new Problem('journalUnavailable', (error as Error).message, { cause: error });
  }
}

const shown = ({ time, ...entry }: Entry): JournalEntry => ({ ...entry, time: new Date(time).toISOString() });

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
      return { status: 200, body: { ...page, entries: page.entries.map(shown) } };
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
      const entries = pages.flatMap((page) => page.entries.map(shown));
      return { status: 200, body: { entries } };
    },
  }),
];
