import { openGroups } from '../resources/groups/groupDirectory.ts';
import type { Groups } from '../resources/groups/groups.ts';
import type { JsonObject } from '../../scim/json.ts';
import { resourceEndpoints } from './resourceRoutes.ts';
import { resourceResponse, completeFor } from './responses.ts';
import type { Endpoint, ScimRequest } from './endpoint.ts';

/** Whether the client says what it wants to be shown of the group (RFC 7644 §3.9). */
const choosesAttributes = ({ query }: ScimRequest): boolean =>
  query.has('attributes') || query.has('excludedAttributes');

/**
 * Answers with a group that was written. If the client chooses attributes, the group is read again, with the names of
 * new members.
 */
async function answer(request: ScimRequest, group: JsonObject, status = 200) {
  const completed = choosesAttributes(request) ? await completeFor(request, openGroups, group) : group;
  return resourceResponse(request, request.context.tenant.groupType, completed, status);
}

/** Creates the endpoints of groups. */
export const groupEndpoints = (groups: Groups): Endpoint[] =>
  resourceEndpoints({
    about: 'group',
    path: '/Groups',
    open: openGroups,
    resource: groups,
    answer,
    async patch(request) {
      const { context, id, body, conditions } = request;
      await groups.patch(context, id, body, conditions);
      if (choosesAttributes(request)) return answer(request, await groups.get(context, id));
      const smallGroup =
        context.tenant.behaviours.groupPatchAnswer === 'resource'
          ? await groups.getIfSmall(context, id)
          : undefined;
      return smallGroup === undefined ? { status: 204 } : answer(request, smallGroup);
    },
  });
