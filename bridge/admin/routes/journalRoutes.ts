import type { EntryKind, Query } from '../../journal/entry.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRoute, type Parameter } from '../route.ts';
import { listOf, object } from '../schemas.ts';

const KINDS: readonly EntryKind[] = ['write', 'refusal', 'audit', 'alarm'];

const MOMENT = { type: 'string', format: 'date-time', maxLength: 40 };

const WORD = { type: 'string', maxLength: 255 };

const QUERY: readonly Parameter[] = [
  {
    name: 'since',
    description: 'Only from this moment on.',
    schema: MOMENT,
  },
  { name: 'until', description: 'Only up to this moment.', schema: MOMENT },
  { name: 'kind', description: 'Only entries of this kind.', schema: { type: 'string', enum: KINDS } },
  {
    name: 'failed',
    description: 'Only what failed (true), or only what did not (false).',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  { name: 'credential', description: 'Only by the credential with this id.', schema: WORD },
  { name: 'resource', description: 'Only about the user or group with this id.', schema: WORD },
  {
    name: 'name',
    description: 'Only about the user or group with this userName or displayName, in any case.',
    schema: WORD,
  },
  { name: 'request', description: 'Only the request with this id.', schema: WORD },
  {
    name: 'before',
    description: 'Only entries before the one with this id: `next` of the page before.',
    schema: { type: 'string', pattern: '^[0-9]{1,15}$' },
  },
  {
    name: 'limit',
    description: 'Most entries, 1 to 500; 50 unless told otherwise.',
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
    asked: { description: 'The body, without passwords.' },
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
    count: { type: 'integer', description: 'How many alike it stands for.' },
  },
};

function momentOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new Problem('malformed', `"${name}" must be a date and time (RFC 3339).`);
  return moment;
}

/** The query of the journal that the query of a request asks for. */
function readQuery(realm: string, query: Readonly<Record<string, string>>): Query {
  const { kind, failed, credential, resource, name, request, before, limit } = query;
  const members = {
    since: momentOf('since', query.since),
    until: momentOf('until', query.until),
    kinds: kind === undefined ? undefined : [kind as EntryKind],
    failed: failed === undefined ? undefined : failed === 'true',
    credential,
    resource,
    name,
    requestId: request,
    before: before === undefined ? undefined : Number(before),
    limit: limit === undefined ? undefined : Number(limit),
  };
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { realm, ...(Object.fromEntries(given) as Omit<Query, 'realm'>) };
}

/** The route of a realm's journal. */
export const JOURNAL_ROUTES: readonly AdminRoute[] = [
  route('GET /journal', {
    operationId: 'readJournal',
    summary: 'What was asked of the realm and what came of it, newest first.',
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
