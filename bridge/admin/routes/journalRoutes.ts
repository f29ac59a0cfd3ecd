import type { EntryKind, Query } from '../../journal/entry.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRoute, type Parameter } from '../route.ts';
import { listOf, object } from '../schemas.ts';

const KINDS: readonly EntryKind[] = ['write', 'refusal', 'audit', 'alarm'];

const DATE_TIME = { type: 'string', format: 'date-time', maxLength: 40 };

const SHORT_TEXT = { type: 'string', maxLength: 255 };

const QUERY: readonly Parameter[] = [
  {
    name: 'since',
    description: 'Only entries from this time on.',
    schema: DATE_TIME,
  },
  { name: 'until', description: 'Only entries up to this time.', schema: DATE_TIME },
  { name: 'kind', description: 'Only entries of this kind.', schema: { type: 'string', enum: KINDS } },
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
      'Only entries about the user or group that has or had this userName or displayName, case-insensitive, or has this id.',
    schema: SHORT_TEXT,
  },
  { name: 'request', description: 'Only the entry of the request with this id.', schema: SHORT_TEXT },
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

const ENTRY = {
  type: 'object',
  description: 'One write, refusal, change by an administrator, or alarm.',
  required: ['id', 'time', 'kind', 'requestId', 'method', 'target', 'status', 'outcome', 'milliseconds'],
  properties: {
    id: { type: 'integer' },
    time: { type: 'string', format: 'date-time' },
    realm: { type: 'string' },
    kind: { type: 'string', enum: KINDS },
    requestId: { type: 'string' },
    credential: object({ id: { type: 'string' }, label: { type: 'string' }, account: { type: 'string' } }, [
      'id',
      'label',
    ]),
    client: { type: 'string', description: 'The User-Agent.' },
    address: { type: 'string' },
    method: { type: 'string' },
    target: { type: 'string', description: "Below the realm's SCIM or admin URL." },
    resource: object({ type: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } }, [
      'type',
    ]),
    changes: listOf(
      object(
        {
          what: {
            type: 'string',
            enum: ['disabled', 'enabled', 'hidden', 'deleted', 'renamed', 'joined', 'left'],
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
        schema: object({ entries: listOf(ENTRY), next: { type: 'integer' } }, ['entries']),
      },
    },
    handle: async ({ realm, caller, tools, query }) => {
      await caller.readAdminEvents();
      const page = await tools.journal.read(readQuery(realm, query)).catch((error: unknown) => {
        throw new Problem('journalUnavailable', (error as Error).message, { cause: error });
      });
      const entries = page.entries.map((entry) => ({ ...entry, time: new Date(entry.time).toISOString() }));
      return { status: 200, body: { ...page, entries } };
    },
  }),
];
