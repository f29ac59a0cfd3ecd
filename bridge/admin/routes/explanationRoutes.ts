import { explainRequest, explainUser, type StoredExplanation } from '../../protocol/explain.ts';
import { isObject, type Json } from '../../../scim/json.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { EXPLANATION, object, STORED_EXPLANATION } from '../schemas.ts';
import { openTried, TRIED, type Tried } from '../tried.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The body of `POST /explain`. */
interface ExplainBody extends Tried {
  readonly method: string;
  readonly target: string;
  readonly body?: Json;
}

/** The body of `POST /explain/user`. */
interface ExplainUserBody extends Tried {
  readonly user: string;
}

const USER = { type: 'string', minLength: 1, maxLength: 255 };

const bodyOf = ({ body }: AdminRequest): ExplainBody =>
  (isObject(body) ? body : {}) as unknown as ExplainBody;

async function explainStoredUser(
  request: AdminRequest,
  { user, ...preview }: ExplainUserBody,
): Promise<StoredExplanation> {
  const explanation = await explainUser(await openTried(request, preview), user);
  if (explanation === undefined) throw new Problem('notFound', 'There is no such user.');
  return explanation;
}

/** The routes that explain a request or a stored user. */
export const EXPLANATION_ROUTES: readonly AdminRoute[] = [
  route('POST /explain', {
    operationId: 'explainRequest',
    summary: 'Explains what the bridge would do with a SCIM request, attribute by attribute; writes nothing.',
    rights: 'view-clients, view-realm, view-users',
    listsMistakes: true,
    body: object(
      {
        method: { type: 'string', enum: METHODS },
        target: {
          type: 'string',
          pattern: '^/',
          maxLength: 16_384,
          description: "Path and query below the realm's SCIM URL.",
        },
        body: { description: 'The body of the request.' },
        ...TRIED,
      },
      ['method', 'target'],
    ),
    answers: { 200: { description: 'The explanation.', schema: EXPLANATION } },
    handle: async (request) => {
      const { method, target, body, ...preview } = bodyOf(request);
      const context = await openTried(request, preview);
      return { status: 200, body: await explainRequest(context, { method, target, body }) };
    },
  }),
  route('GET /explain/user', {
    operationId: 'explainUser',
    summary: 'Explains where each SCIM attribute of a user is stored.',
    rights: 'view-clients, view-realm, view-users',
    query: [
      {
        name: 'user',
        description: 'Id or user name.',
        schema: USER,
      },
    ],
    answers: { 200: { description: 'The explanation.', schema: STORED_EXPLANATION } },
    handle: async (request) => {
      const { user = '' } = request.query;
      if (user === '') throw new Problem('malformed', 'Say whom to explain: ?user=<id or user name>.');
      return { status: 200, body: await explainStoredUser(request, { user }) };
    },
  }),
  route('POST /explain/user', {
    operationId: 'explainUserWith',
    summary:
      'Explains where each SCIM attribute of a user is looked for with another mapping or configuration; writes nothing.',
    rights: 'view-clients, view-realm, view-users',
    listsMistakes: true,
    body: object({ user: { ...USER, description: 'Id or user name.' }, ...TRIED }, ['user']),
    answers: { 200: { description: 'The explanation.', schema: STORED_EXPLANATION } },
    handle: async (request) => ({
      status: 200,
      body: await explainStoredUser(request, request.body as unknown as ExplainUserBody),
    }),
  }),
];
