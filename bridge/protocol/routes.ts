import {
  getResourceType,
  getSchema,
  listResourceTypes,
  listSchemas,
  serviceProviderConfig,
} from '../resources/discovery.ts';
import { openGroups } from '../resources/groups/groupDirectory.ts';
import type { Groups } from '../resources/groups/groups.ts';
import { openUsers } from '../resources/users/userDirectory.ts';
import type { Users } from '../resources/users/users.ts';
import { ScimError } from '../../scim/errors.ts';
import { listResponse, ok, searchResponse } from './responses.ts';
import type { Endpoint, Handler, Operation } from './endpoint.ts';
import { groupEndpoints } from './groupRoutes.ts';
import { userEndpoints } from './userRoutes.ts';

const read = (handle: Handler): Operation => ({ about: 'user', message: 'none', handle });

const notImplemented = (detail: string): Operation =>
  read(() => {
    throw new ScimError('notImplemented', detail);
  });

const me = notImplemented('There is no user behind a provisioning token, so /Me is not served.');

/** Not supported, as /ServiceProviderConfig declares. */
const bulk = notImplemented('Bulk is not supported; send the operations one by one.');

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

const ALL_DIRECTORIES = [openUsers, openGroups];

/** Creates every endpoint of the SCIM API, in the order in which paths are matched (RFC 7644 §3.2). */
export function createEndpoints(users: Users, groups: Groups): readonly Endpoint[] {
  return [
    ...DISCOVERY,
    ...userEndpoints(users),
    ...groupEndpoints(groups),
    { path: '/', methods: { GET: read((request) => listResponse(request, ALL_DIRECTORIES)) } },
    {
      path: '/.search',
      methods: {
        POST: {
          about: 'user',
          message: 'search',
          handle: (request) => searchResponse(request, ALL_DIRECTORIES),
        },
      },
    },
    {
      path: '/Me',
      methods: { GET: me, POST: me, PUT: me, PATCH: me, DELETE: me },
    },
    { path: '/Bulk', methods: { POST: bulk } },
  ];
}
