import { openGroups } from '../resources/groups/groupDirectory.ts';
import type { Groups } from '../resources/groups/groups.ts';
import { listed, searched, single, unlessUnchanged, whole } from './responses.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Endpoint, ScimRequest } from './exchange.ts';

const about = 'group';

/** The endpoints of groups. */
export function groupEndpoints(groups: Groups): Endpoint[] {
  /** The group that was written; what the client asks for by name is read anew, names of new members with it. */
  const written = async (request: ScimRequest, group: JsonObject): Promise<JsonObject> =>
    request.query.has('attributes') ? whole(request, openGroups, group) : group;

  return [
    {
      path: '/Groups/.search',
      methods: { POST: { about, message: 'search', handle: (request) => searched(request, [openGroups]) } },
    },
    {
      path: '/Groups',
      methods: {
        GET: { about, message: 'none', handle: (request) => listed(request, [openGroups]) },
        POST: {
          about,
          message: 'resource',
          handle: async (request) => {
            const { context, body } = request;
            const group = await written(request, await groups.create(context, body));
            return single(request, context.tenant.groupType, group, 201);
          },
        },
      },
    },
    {
      path: '/Groups/:id',
      methods: {
        GET: {
          about,
          message: 'none',
          handle: async (request) => {
            const group = await whole(request, openGroups, await groups.get(request.context, request.id));
            return unlessUnchanged(request, request.context.tenant.groupType, group);
          },
        },
        PUT: {
          about,
          message: 'resource',
          handle: async (request) => {
            const { context, id, body, conditions } = request;
            const group = await written(request, await groups.replace(context, id, body, conditions));
            return single(request, context.tenant.groupType, group);
          },
        },
        PATCH: {
          about,
          message: 'patch',
          handle: async (request) => {
            const { context, id, body, conditions, query } = request;
            await groups.patch(context, id, body, conditions);
            if (query.has('attributes')) {
              const group = await whole(request, openGroups, await groups.get(context, id));
              return single(request, context.tenant.groupType, group);
            }
            const small =
              context.tenant.behaviours.groupPatchAnswer === 'resource'
                ? await groups.getIfSmall(context, id)
                : undefined;
            return small === undefined ? { status: 204 } : single(request, context.tenant.groupType, small);
          },
        },
        DELETE: {
          about,
          message: 'none',
          handle: async ({ context, id, conditions }) => {
            await groups.remove(context, id, conditions);
            return { status: 204 };
          },
        },
      },
    },
  ];
}
