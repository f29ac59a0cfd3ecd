import { openUsers } from '../resources/users/userDirectory.ts';
import type { Users } from '../resources/users/users.ts';
import type { JsonObject } from '../../scim/json.ts';
import { resourceEndpoints } from './resourceRoutes.ts';
import { etag, resourceResponse, completeFor } from './responses.ts';
import type { Endpoint, ScimRequest } from './endpoint.ts';

const answer = async (request: ScimRequest, user: JsonObject, status = 200) =>
  resourceResponse(
    request,
    request.context.tenant.userType,
    await completeFor(request, openUsers, user),
    status,
  );

/** Creates the endpoints of users. */
export const userEndpoints = (users: Users): Endpoint[] =>
  resourceEndpoints({
    about: 'user',
    path: '/Users',
    open: openUsers,
    resource: users,
    answer,
    async patch(request) {
      const { context, id, body, conditions, query } = request;
      const user = await users.patch(context, id, body, conditions);
      const empty = context.tenant.behaviours.userPatchAnswer === 'empty' && !query.has('attributes');
      return empty ? { status: 204, headers: etag(user) } : answer(request, user);
    },
  });
