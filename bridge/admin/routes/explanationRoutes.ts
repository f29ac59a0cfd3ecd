import { explainRequest, explainUser, type StoredExplanation } from '../../protocol/explain.ts';
import { isObject, type Json, type JsonObject } from '../../../scim/json.ts';
import { readTenantConfig, type ScimConfig } from '../../tenants/config.ts';
import { checkConfiguration, managedMembers, pointerInConfig } from '../configurationCheck.ts';
import type { Configuration } from '../contract.ts';
import { Problem, refuseMistakes } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { CONFIG_DOCUMENT, EXPLANATION, object, STORED_EXPLANATION } from '../schemas.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What a realm is tried with instead of its own. */
interface Tried {
  readonly profile?: string;
  readonly mapping?: JsonObject;
  readonly config?: Configuration['config'];
}

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

const TRIED = {
  profile: { type: 'string', maxLength: 100, description: 'As if the realm had this profile.' },
  mapping: { type: 'object', description: 'As if the realm had this mapping document.' },
  config: {
    ...CONFIG_DOCUMENT,
    description: 'As if this document was in scim.config; its mistakes are listed as those of a replacement.',
  },
};

const USER = { type: 'string', minLength: 1, maxLength: 255 };

const bodyOf = ({ body }: AdminRequest): ExplainBody =>
  (isObject(body) ? body : {}) as unknown as ExplainBody;

/** Checks the configuration in a request; throws with every mistake in it. */
async function triedConfig(
  request: AdminRequest,
  { profile, config }: Tried,
): Promise<ScimConfig | undefined> {
  const { bodyMistakes, client } = request;
  const elsewhere = bodyMistakes.filter((mistake) => pointerInConfig(mistake) === undefined);
  refuseMistakes(elsewhere, 'body');
  if (config === undefined) return undefined;
  const configuration = { profile: profile ?? readTenantConfig(client.attributes).profile, config };
  const { document } = await checkConfiguration(request, configuration);
  // As it would be after a replacement.
  return { ...document, ...managedMembers(client.attributes) };
}

/** The tenant as it is, or as it would be with another profile, mapping or configuration. */
async function open(request: AdminRequest, tried: Tried) {
  const { profile, mapping } = tried;
  const config = await triedConfig(request, tried);
  return request.tools.preview(request.caller, {
    ...(profile === undefined ? {} : { profile }),
    ...(mapping === undefined ? {} : { mapping: { document: mapping, file: 'mapping', pointer: '' } }),
    ...(config === undefined ? {} : { config }),
  });
}

async function explainStoredUser(
  request: AdminRequest,
  { user, ...preview }: ExplainUserBody,
): Promise<StoredExplanation> {
  const explanation = await explainUser(await open(request, preview), user);
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
