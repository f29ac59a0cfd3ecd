import { REFUSALS } from '../credentials/refusals.ts';
import { ERRORS } from '../../scim/errors.ts';
import { CHANGE_WORDS, ENTRY_KINDS, type Entry } from '../journal/entry.ts';
import type { JournalEntry } from './contract.ts';
import { listOf, object, TEXTS } from './schemas.ts';

const RESOURCE_MEMBERS = { type: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } };

/** The schema of a reason; docs/reference/errors.md has the codes. */
const REASON = {
  ...object({
    code: { type: 'string', enum: [...Object.keys(REFUSALS), ...Object.keys(ERRORS)] },
    values: {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, listOf({ type: 'string' })] },
    },
  }),
  description: 'Why the request was refused or failed: a code, and the values in its sentence.',
};

/** The schema of an entry of the journal. */
export const ENTRY = {
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
          names: {
            ...listOf({ type: 'string' }),
            description:
              'The roles (`client.role` for those of a client) or groups that the user was given, or the identity provider that it was linked to.',
          },
        },
        ['what'],
      ),
    ),
    attributes: {
      ...listOf(
        object({ path: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } }, ['path']),
      ),
      description:
        'The attributes that differ afterwards, with their values before and after, without secrets and cut if they are long.',
    },
    moreAttributes: { type: 'integer', description: 'How many further attributes differ.' },
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
    reason: REASON,
    reasons: {
      ...listOf(REASON),
      description: 'Why the requests were refused that it stands for, at most 5 reasons.',
    },
    results: { type: 'integer', description: 'How many results a list had that was read.' },
    observed: {
      type: 'boolean',
      description: 'Whether nothing was written because the realm is in mode `observe`.',
    },
    outcome: { type: 'string', description: 'The outcome, as a sentence in English.' },
    texts: {
      ...TEXTS,
      description: 'The outcome as data, for other languages than English: what administrators changed.',
    },
    milliseconds: { type: 'number' },
    count: { type: 'integer', description: 'How many similar requests it stands for.' },
    requestIds: { ...listOf({ type: 'string' }), description: 'The ids of the last of these requests.' },
  },
};

/** An entry as the admin API shows it. */
export const shownEntry = ({ time, ...entry }: Entry): JournalEntry => ({
  ...entry,
  time: new Date(time).toISOString(),
});
