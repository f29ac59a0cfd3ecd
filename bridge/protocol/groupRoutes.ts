import { openGroups } from '../resources/groups/groupDirectory.ts';
import type { Groups } from '../resources/groups/groups.ts';
import type { JsonObject } from '../../scim/json.ts';
import { resourceEndpoints } from './resourceRoutes.ts';
import { single, whole } from './responses.ts';
import type { Endpoint, ScimRequest } from './exchange.ts';

/** Answers a group that was written; what the client asks for by name is read anew, names of new members with it. */
async function answer(request: ScimRequest, group: JsonObject, status = 200) {
  const shown = request.query.has('attributes') ? await whole(request, openGroups, group) : group;
  return single(request, request.context.tenant.groupType, shown, status);
}

/** The endpoints of groups. */
export const groupEndpoints = (groups: Groups): Endpoint[] =>
  resourceEndpoints({
    about: 'group',
    path: '/Groups',
    open: openGroups,
    resource: groups,
    post: async (request) => answer(request, await groups.create(request.context, request.body), 201),
    async put(request) {
      const { context, id, body, conditions } = request;
      return answer(request, await groups.replace(context, id, body, conditions));
    },
    async patch(request) {
      const { context, id, body, conditions, query } = request;
      await groups.patch(context, id, body, conditions);
      if (query.has('attributes')) return answer(request, await groups.get(context, id));
      const small =
        context.tenant.behaviours.groupPatchAnswer === 'resource'
          ? await groups.getIfSmall(context, id)
          : undefined;
      return small === undefined ? { status: 204 } : answer(request, small);
    },
  });
