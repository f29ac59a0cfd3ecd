import { message } from '../../../documents/text.ts';
import { SCIM_CLIENT_ID } from '../../tenants/config.ts';
import { instructionsFor } from '../../connecting/instructions.ts';
import { PROVIDER_GUIDES } from '../../../providers/guides/guides.ts';
import { scriptsFor } from '../../connecting/filledScripts.ts';
import { connectionOf, factsOf, TRUSTED } from '../connection.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRoute, type JsonSchema } from '../route.ts';
import { listOf, object, TEXTS } from '../schemas.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const texts = (description: string): JsonSchema => ({ ...listOf({ type: 'string' }), description });

/** The schema of the same as data, for other languages than English. */
const asData = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  ...object(properties),
  description: 'The same as data, for other languages than English.',
});

const FIELDS = listOf(
  object(
    {
      name: text('The name of the field.'),
      value: text('What is typed; if that is a secret, how it is typed or where it comes from.'),
      secret: {
        type: 'string',
        enum: ['token', 'bearerToken', 'clientSecret'],
        description:
          'The secret that is typed: a static token, the word Bearer and a static token, or the secret of the OAuth client.',
      },
      texts: asData({ value: TEXTS }),
    },
    ['name', 'value', 'texts'],
  ),
);

const STEPS = listOf(object({ text: text('What to do.'), fields: FIELDS, texts: asData({ text: TEXTS }) }));

const METHOD = object(
  {
    name: text('Its name at the identity provider.'),
    credential: text(
      'The credential that is presented: staticToken, basic, remoteToken, or a kind of issuer.',
    ),
    accepted: { type: 'boolean', description: 'Whether the realm accepts it.' },
    remedy: text('What makes the realm accept it.'),
    fields: FIELDS,
    texts: asData({ name: TEXTS, remedy: TEXTS }),
  },
  ['name', 'credential', 'accepted', 'fields', 'texts'],
);

const INSTRUCTIONS = object({
  realm: text('Its name.'),
  provider: text('The name of the identity provider on the command line.'),
  title: text('The name of the identity provider.'),
  guide: text('The guide, from the root of the repository.'),
  scimUrl: text('The SCIM URL to type.'),
  otherScimUrls: texts('Further SCIM URLs under which clients reach the realm.'),
  profile: text('The profile of the realm.'),
  token: text('Where the static token comes from.'),
  findings: texts('What does not fit this identity provider, or not yet.'),
  variants: listOf(
    object(
      {
        name: text('Absent if it is the only one.'),
        steps: STEPS,
        method: METHOD,
        otherMethods: listOf(METHOD),
        texts: asData({ name: TEXTS }),
      },
      ['steps', 'method', 'otherMethods', 'texts'],
    ),
  ),
  finalSteps: STEPS,
  checks: texts('What to check then.'),
  traps: texts('What goes wrong easily.'),
  tried: text('What was tried with it, and what not.'),
  texts: asData({ findings: listOf(TEXTS), traps: listOf(TEXTS) }),
  scripts: {
    ...listOf(object({ language: text('powershell, az or terraform.'), text: text('The script.') })),
    description: 'Scripts that do the same, if there are any; they take the token from the environment.',
  },
});

/** The routes of the values to copy into the identity provider. */
export const CONNECTION_ROUTES: readonly AdminRoute[] = [
  route('GET /connection', {
    operationId: 'readConnection',
    summary: 'The values to copy into the identity provider.',
    rights: 'view-clients, view-realm',
    answers: {
      200: {
        description: 'The values.',
        schema: object({
          scimUrl: { type: 'string', format: 'uri' },
          scimUrls: listOf({ type: 'string', format: 'uri' }),
          tokenEndpoint: { type: 'string', format: 'uri' },
          clientId: { type: 'string' },
          audience: { type: 'string', format: 'uri' },
          scope: { type: 'string', description: 'The scope to ask the token endpoint for.' },
          remoteToken: { type: 'boolean', description: 'Whether tokens of the token endpoint are accepted.' },
          trusted: TRUSTED,
        }),
      },
    },
    handle: async (request) => ({ status: 200, body: await connectionOf(request) }),
  }),
  route('POST /connection/secret', {
    operationId: 'revealSecret',
    changes: true,
    summary: 'Returns the secret of the OAuth client; the access is audited.',
    rights: 'manage-clients',
    answers: {
      200: {
        description: 'Client id and secret.',
        schema: object({ clientId: { type: 'string' }, clientSecret: { type: 'string' } }),
      },
    },
    handle: async ({ caller, client }) => {
      const clientSecret = await caller.clientSecret(client.id);
      if (clientSecret === undefined) {
        throw new Problem(
          'conflict',
          `The client "${SCIM_CLIENT_ID}" has no secret; look at how it proves itself in Keycloak.`,
        );
      }
      return {
        status: 200,
        body: { clientId: SCIM_CLIENT_ID, clientSecret },
        audit: message('The secret of client {client} was shown.', { client: SCIM_CLIENT_ID }),
      };
    },
  }),
  // After the path that it would match as well.
  route('GET /connection/{provider}', {
    operationId: 'readInstructions',
    summary:
      'What to type at an identity provider, in its own words and order, with the values of the realm and without its secrets; as "realm-config connect" says it.',
    rights: 'view-clients, view-realm',
    query: [
      {
        name: 'url',
        description: 'The SCIM URL to type, one of the realm; by default the first.',
        schema: { type: 'string', maxLength: 2_000 },
      },
    ],
    answers: { 200: { description: 'The instructions.', schema: INSTRUCTIONS } },
    async handle(request) {
      const { params, query } = request;
      const guide = PROVIDER_GUIDES.find(({ name }) => name === params.provider);
      if (guide === undefined) {
        const names = PROVIDER_GUIDES.map(({ name }) => name).join(', ');
        throw new Problem(
          'notFound',
          `There are no instructions for this identity provider; there are for ${names}.`,
        );
      }
      const facts = await factsOf(request, query.url);
      const scripts = scriptsFor(guide.name, facts.realm, facts.scimUrl);
      return { status: 200, body: { ...instructionsFor(guide, facts), scripts } };
    },
  }),
];
