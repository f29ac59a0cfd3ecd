import type { JsonSchema } from './route.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from './routes/routes.ts';
import { PROBLEM } from './schemas.ts';

/** What parameters in paths are, unless they are ids. */
const PARAMETERS: Readonly<Record<string, string>> = {
  realm: 'Name of the realm, case-sensitive.',
  provider: 'Name of the identity provider, as "realm-config connect" takes it.',
};

const pathParameters = (path: string): JsonSchema[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: PARAMETERS[name] ?? 'Its id.',
  }));

const contentOf = (type: string, schema: JsonSchema): JsonSchema => ({ [type]: { schema } });

const json = (schema: JsonSchema): JsonSchema => contentOf('application/json', schema);

const ETAG = { description: 'The version of the configuration.', schema: { type: 'string' } };

function operation(route: (typeof ADMIN_ROUTES)[number]): JsonSchema {
  const { operationId, summary, rights, query = [], body, conditional, streams = false } = route;
  const responses = Object.entries(route.answers).map(
    ([status, { description, schema }]): [string, JsonSchema] => [
      status,
      {
        description,
        ...(operationId === 'readConfiguration' ? { headers: { ETag: ETAG } } : {}),
        ...(schema === undefined
          ? {}
          : { content: contentOf(streams ? 'text/event-stream' : 'application/json', schema) }),
      },
    ],
  );
  return {
    operationId,
    summary,
    description: `Rights in Keycloak: ${rights}.`,
    parameters: [
      ...query.map((parameter) => ({ ...parameter, in: 'query' })),
      ...(conditional === undefined
        ? []
        : [
            {
              name: 'If-Match',
              in: 'header',
              required: conditional === 'always',
              schema: { type: 'string' },
              description: 'The ETag of the configuration to replace, or *.',
            },
          ]),
      ...(streams
        ? [
            {
              name: 'Last-Event-ID',
              in: 'header',
              schema: { type: 'string' },
              description: 'The id of the last event that the client has seen: the stream goes on after it.',
            },
          ]
        : []),
    ],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/Problem' } },
  };
}

/** Creates the OpenAPI 3.1 document of the admin API from its routes. */
export function openApi(): JsonSchema {
  const paths = Map.groupBy(ADMIN_ROUTES, ({ path }) => `${ADMIN_PATH}${path === '/' ? '' : path}`);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keycloak SCIM bridge: admin API',
      version: '1',
      description:
        "Lets a realm's operator switch SCIM on, read the journal and rotate tokens. Send an access token of Keycloak as bearer token; Keycloak decides what its holder may do.",
    },
    security: [{ keycloak: [] }],
    paths: Object.fromEntries(
      [...paths].map(([path, routes]) => [
        path,
        {
          parameters: pathParameters(path),
          ...Object.fromEntries(routes.map((route) => [route.method, operation(route)])),
        },
      ]),
    ),
    components: {
      securitySchemes: { keycloak: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      responses: {
        Problem: {
          description: 'A problem (RFC 9457).',
          content: { 'application/problem+json': { schema: PROBLEM } },
        },
      },
    },
  };
}
