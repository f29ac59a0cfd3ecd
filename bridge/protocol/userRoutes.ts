import { openUsers } from '../resources/users/userDirectory.ts';
import type { Users } from '../resources/users/users.ts';
import type { JsonObject } from '../../scim/json.ts';
import { etag, listed, searched, single, unlessUnchanged, whole } from './responses.ts';
import type { Endpoint, ScimRequest } from './exchange.ts';

const about = 'user';

/** The endpoints of users. */
export function userEndpoints(users: Users): Endpoint[] {
  const answer = async (request: ScimRequest, user: JsonObject, status = 200) =>
    single(request, request.context.tenant.userType, await whole(request, openUsers, user), status);

  return [
    {
      path: '/Users/.search',
      methods: { POST: { about, message: 'search', handle: (request) => searched(request, [openUsers]) } },
    },
    {
      path: '/Users',
      methods: {
        GET: { about, message: 'none', handle: (request) => listed(request, [openUsers]) },
        POST: {
          about,
          message: 'resource',
          handle: async (request) => answer(request, await users.create(request.context, request.body), 201),
        },
      },
    },
    {
      path: '/Users/:id',
      methods: {
        GET: {
          about,
          message: 'none',
          handle: async (request) => {
            const user = await whole(request, openUsers, await users.get(request.context, request.id));
            return unlessUnchanged(request, request.context.tenant.userType, user);
          },
        },
        PUT: {
          about,
          message: 'resource',
          handle: async (request) => {
            const { context, id, body, conditions } = request;
            return answer(request, await users.replace(context, id, body, conditions));
          },
        },
        PATCH: {
          about,
          message: 'patch',
          handle: async (request) => {
            const { context, id, body, conditions, query } = request;
            const user = await users.patch(context, id, body, conditions);
            const empty = context.tenant.behaviours.userPatchAnswer === 'empty' && !query.has('attributes');
            return empty ? { status: 204, headers: etag(user) } : answer(request, user);
          },
        },
        DELETE: {
          about,
          message: 'none',
          handle: async ({ context, id, conditions }) => {
            await users.remove(context, id, conditions);
            return { status: 204 };
          },
        },
      },
    },
  ];
}
