import type { Context } from '../lifecycle/context.ts';
import type { Conditions } from '../resources/context.ts';
import type { OpenDirectory } from '../resources/directory.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Endpoint, Handler, Operation } from './exchange.ts';
import { listed, searched, unlessUnchanged, whole } from './responses.ts';

/** What the endpoints of one kind of resource are made of. */
export interface ResourceRoutes {
  readonly about: Operation['about'];
  /** The path of the list, such as `/Users`. */
  readonly path: string;
  readonly open: OpenDirectory;
  readonly resource: {
    get(context: Context, id: string): Promise<JsonObject>;
    remove(context: Context, id: string, conditions: Conditions): Promise<void>;
  };
  readonly post: Handler;
  readonly put: Handler;
  readonly patch: Handler;
}

/** The endpoints of one kind of resource (RFC 7644 §3.2). */
export function resourceEndpoints(routes: ResourceRoutes): Endpoint[] {
  const { about, path, open, resource } = routes;
  const taking = (message: Operation['message'], handle: Handler): Operation => ({ about, message, handle });

  const read: Handler = async (request) => {
    const { context, id } = request;
    const type = about === 'group' ? context.tenant.groupType : context.tenant.userType;
    return unlessUnchanged(request, type, await whole(request, open, await resource.get(context, id)));
  };
  const deletion: Handler = async ({ context, id, conditions }) => {
    await resource.remove(context, id, conditions);
    return { status: 204 };
  };

  return [
    {
      path: `${path}/.search`,
      methods: { POST: taking('search', (request) => searched(request, [open])) },
    },
    {
      path,
      methods: {
        GET: taking('none', (request) => listed(request, [open])),
        POST: taking('resource', routes.post),
      },
    },
    {
      path: `${path}/:id`,
      methods: {
        GET: taking('none', read),
        PUT: taking('resource', routes.put),
        PATCH: taking('patch', routes.patch),
        DELETE: taking('none', deletion),
      },
    },
  ];
}
