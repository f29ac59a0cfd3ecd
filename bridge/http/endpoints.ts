import {
  getResourceType,
  getSchema,
  listResourceTypes,
  listSchemas,
  serviceProviderConfig,
} from '../resources/discovery.ts';
import type { ListQuery } from '../resources/context.ts';
import { listUsers } from '../resources/search.ts';
import type { Users } from '../resources/users.ts';
import { ScimError } from '../scim/errors.ts';
import { isObject, type Json, type JsonObject } from '../scim/json.ts';
import { project, readNames } from '../scim/projection.ts';
import { readSearchRequest } from '../scim/searchRequest.ts';
import { isUnchanged } from '../scim/version.ts';
import type { WireRequest } from '../../mappers/quirk.ts';
import type { Answer, Handler, ScimRequest } from './exchange.ts';

/** One method of an endpoint, and what kind of body it takes. */
export interface Operation {
  readonly message: WireRequest['message'];
  readonly handle: Handler;
}

/** An endpoint below a realm's base URL; `:id` stands for one path segment. */
export interface Endpoint {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Operation>>>;
}

const read = (handle: Handler): Operation => ({ message: 'none', handle });

const ok = (body: JsonObject, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  body,
  headers,
});

/** `attributes` and `excludedAttributes` of the query. */
function projectionOf({ query }: ScimRequest) {
  const attributes = readNames(query.get('attributes'));
  const excludedAttributes = readNames(query.get('excludedAttributes'));
  return {
    ...(attributes === undefined ? {} : { attributes }),
    ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
  };
}

function listQuery(request: ScimRequest): ListQuery {
  const { query } = request;
  return {
    filter: query.get('filter'),
    sortBy: query.get('sortBy'),
    sortOrder: query.get('sortOrder'),
    startIndex: query.get('startIndex'),
    count: query.get('count'),
    ...projectionOf(request),
  };
}

function metaOf(resource: JsonObject, name: string): string {
  const { meta } = resource;
  const value: Json | undefined = isObject(meta) ? meta[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** A single user, projected, with its version as ETag. */
function single(request: ScimRequest, resource: JsonObject, status = 200): Answer {
  return {
    status,
    body: project(request.context.tenant.userType, resource, projectionOf(request)),
    headers: {
      ETag: metaOf(resource, 'version'),
      ...(status === 201 ? { Location: metaOf(resource, 'location') } : {}),
    },
  };
}

const search: Operation = {
  message: 'search',
  handle: async ({ context, body }) => ok(await listUsers(context, readSearchRequest(body))),
};

function userEndpoints(users: Users): Endpoint[] {
  return [
    { path: '/Users/.search', methods: { POST: search } },
    {
      path: '/Users',
      methods: {
        GET: read(async (request) => ok(await listUsers(request.context, listQuery(request)))),
        POST: {
          message: 'resource',
          handle: async (request) => single(request, await users.create(request.context, request.body), 201),
        },
      },
    },
    {
      path: '/Users/:id',
      methods: {
        GET: read(async (request) => {
          const user = await users.get(request.context, request.id);
          const version = metaOf(user, 'version');
          return isUnchanged(request.conditions.ifNoneMatch, version)
            ? { status: 304, headers: { ETag: version } }
            : single(request, user);
        }),
        PUT: {
          message: 'resource',
          handle: async (request) => {
            const { context, id, body, conditions } = request;
            return single(request, await users.replace(context, id, body, conditions));
          },
        },
        PATCH: {
          message: 'patch',
          handle: async (request) => {
            const { context, id, body, conditions, query } = request;
            const user = await users.patch(context, id, body, conditions);
            const empty = context.tenant.behaviours.userPatchAnswer === 'empty' && !query.has('attributes');
            return empty
              ? { status: 204, headers: { ETag: metaOf(user, 'version') } }
              : single(request, user);
          },
        },
        DELETE: read(async ({ context, id, conditions }) => {
          await users.remove(context, id, conditions);
          return { status: 204 };
        }),
      },
    },
  ];
}

const notImplemented: Operation = read(() => {
  throw new ScimError(
    'notImplemented',
    'There is no user behind a provisioning token, so /Me is not served.',
  );
});

const DISCOVERY: readonly Endpoint[] = [
  {
    path: '/ServiceProviderConfig',
    methods: { GET: read(({ context }) => ok(serviceProviderConfig(context.tenant))) },
  },
  {
    path: '/ResourceTypes',
    methods: {
      GET: read(({ context, query }) => ok(listResourceTypes(context.tenant, query.get('filter')))),
    },
  },
  {
    path: '/ResourceTypes/:id',
    methods: { GET: read(({ context, id }) => ok(getResourceType(context.tenant, id))) },
  },
  {
    path: '/Schemas',
    methods: { GET: read(({ context, query }) => ok(listSchemas(context.tenant, query.get('filter')))) },
  },
  { path: '/Schemas/:id', methods: { GET: read(({ context, id }) => ok(getSchema(context.tenant, id))) } },
];

/** Every endpoint of the SCIM API, in the order in which paths are matched (RFC 7644 §3.2). */
export function createEndpoints(users: Users): readonly Endpoint[] {
  return [
    ...DISCOVERY,
    ...userEndpoints(users),
    { path: '/.search', methods: { POST: search } },
    {
      path: '/Me',
      methods: {
        GET: notImplemented,
        POST: notImplemented,
        PUT: notImplemented,
        PATCH: notImplemented,
        DELETE: notImplemented,
      },
    },
  ];
}
