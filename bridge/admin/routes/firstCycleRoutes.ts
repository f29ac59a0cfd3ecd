import { SOURCE_PATTERN } from '../../credentials/principal.ts';
import {
  CYCLE_OUTCOMES,
  MATCH_ATTRIBUTES,
  type MatchAttribute,
} from '../../protocol/firstCycle/cycleUser.ts';
import { explainFirstCycle } from '../../protocol/firstCycle/explainFirstCycle.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { LIMITS } from '../../../scim/limits.ts';
import { route, type AdminRoute } from '../route.ts';
import { CHANGE_WORDS } from '../../journal/entry.ts';
import { listOf, object } from '../schemas.ts';
import { openTried, TRIED, type Tried } from '../tried.ts';

/** The body of `POST /explain/cycle`. */
interface CycleBody extends Tried {
  readonly users: readonly JsonObject[];
  readonly matchBy?: readonly MatchAttribute[];
  readonly source?: string;
}

/** How most providers look for users: by the user name; by the externalId once they know it. */
const USUAL_MATCH: readonly MatchAttribute[] = ['externalId', 'userName'];

const ROW = { type: 'integer', minimum: 1 };

const REALM_USER = { id: { type: 'string' }, name: { type: 'string', description: 'The user name.' } };

const CYCLE_USER = object(
  {
    row: { ...ROW, description: 'The place in the list, from 1.' },
    userName: { type: 'string', description: 'The userName that is sent; absent if there is none.' },
    outcome: {
      type: 'string',
      enum: CYCLE_OUTCOMES,
      description:
        'What would come of it: a new user; a user that was deleted and hidden is back; a user of the realm is taken over and changed, or is as it is sent already; the value is taken; the account is protected; another refusal.',
    },
    match: {
      type: 'string',
      enum: MATCH_ATTRIBUTES,
      description: 'The attribute by which the user was found in the realm; absent if it was not.',
    },
    user: { ...object(REALM_USER), description: 'The user of the realm.' },
    conflicts: {
      ...listOf(object({ ...REALM_USER, row: ROW }, [])),
      description: 'The users of the realm that stand in the way, or the earlier row that does.',
    },
    status: { type: 'integer', description: 'The HTTP status that the provider would be answered.' },
    changes: {
      ...listOf({ type: 'string', enum: CHANGE_WORDS }),
      description: 'What would be done to the user besides.',
    },
    notes: { ...listOf({ type: 'string' }), description: 'Why, and what the journal would say.' },
  },
  ['row', 'outcome', 'status', 'changes', 'notes'],
);

const COUNTS = object(
  Object.fromEntries(CYCLE_OUTCOMES.map((outcome) => [outcome, { type: 'integer', minimum: 0 }])),
);

/** The route that explains a first cycle. */
export const FIRST_CYCLE_ROUTES: readonly AdminRoute[] = [
  route('POST /explain/cycle', {
    operationId: 'explainFirstCycle',
    summary: 'Explains what the first full cycle of a provider would do with its users; writes nothing.',
    rights: 'view-clients, view-realm, view-users',
    listsMistakes: true,
    body: object(
      {
        users: {
          type: 'array',
          minItems: 1,
          maxItems: LIMITS.cycleUsers.max,
          items: { type: 'object' },
          description: 'The users as the provider sends them: SCIM users, of which "userName" suffices.',
        },
        matchBy: {
          type: 'array',
          items: { type: 'string', enum: MATCH_ATTRIBUTES },
          uniqueItems: true,
          maxItems: MATCH_ATTRIBUTES.length,
          description: `The attributes by which the provider looks for users, of ${MATCH_ATTRIBUTES.join(', ')} in this order; by default ${USUAL_MATCH.join(' and ')}.`,
        },
        source: {
          type: 'string',
          pattern: SOURCE_PATTERN,
          description: 'The identity source of the credential, for ownership; by default scim.',
        },
        ...TRIED,
      },
      ['users'],
    ),
    answers: {
      200: {
        description: 'What would come of every user, in the order of the list, and how often each outcome.',
        schema: object({ counts: COUNTS, users: listOf(CYCLE_USER) }),
      },
    },
    handle: async (request) => {
      const { users, matchBy = USUAL_MATCH, source, ...tried } = request.body as unknown as CycleBody;
      const { tenant } = await openTried(request, tried);
      return { status: 200, body: await explainFirstCycle(tenant, { users, matchBy, source }) };
    },
  }),
];
