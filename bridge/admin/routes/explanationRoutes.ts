import { explainRequest, explainUser } from '../../protocol/explain.ts';
import { isObject, type Json, type JsonObject } from '../../../scim/json.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { EXPLANATION, object, STORED_EXPLANATION } from '../schemas.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The body of `POST /explain`. */
interface ExplainBody {
  readonly method: string;
  readonly target: string;
  readonly body?: Json;
  readonly profile?: string;
  readonly mapping?: JsonObject;
}

const bodyOf = ({ body }: AdminRequest): ExplainBody =>
  (isObject(body) ? body : {}) as unknown as ExplainBody;

/** The tenant as it is, or as it would be with another profile or mapping. */
function open(request: AdminRequest, { profile, mapping }: Partial<ExplainBody>) {
  return request.tools.preview(request.caller, {
    ...(profile === undefined ? {} : { profile }),
    ...(mapping === undefined ? {} : { mapping: { document: mapping, file: 'mapping', pointer: '' } }),
  });
}

/** The routes that explain a request or a stored user. */
export const EXPLANATION_ROUTES: readonly AdminRoute[] = [
  route('POST /explain', {
    operationId: 'explainRequest',
    summary: 'Explains what the bridge would do with a SCIM request, attribute by attribute; writes nothing.',
    rights: 'view-clients, view-realm, view-users',
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
        profile: { type: 'string', maxLength: 100, description: 'As if the realm had this profile.' },
        mapping: { type: 'object', description: 'As if the realm had this mapping document.' },
      },
      ['method', 'target'],
    ),
    answers: { 200: { description: 'The explanation.', schema: EXPLANATION } },
    handle: async (request) => {
      const { method, target, body, ...preview } = bodyOf(request);
      const context = await open(request, preview);
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
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
    ],
    answers: { 200: { description: 'The explanation.', schema: STORED_EXPLANATION } },
    handle: async (request) => {
      const { user = '' } = request.query;
      if (user === '') throw new Problem('malformed', 'Say whom to explain: ?user=<id or user name>.');
      const body = await explainUser(await open(request, {}), user);
      if (body === undefined) throw new Problem('notFound', 'There is no such user.');
      return { status: 200, body };
    },
  }),
];
