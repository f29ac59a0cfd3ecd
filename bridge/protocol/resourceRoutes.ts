import type { Context } from '../lifecycle/context.ts';
import type { Conditions } from '../resources/context.ts';
import type { OpenDirectory } from '../resources/directory.ts';
import type { Json, JsonObject } from '../../scim/json.ts';
import type { Endpoint, Handler, Operation, ScimRequest, ScimResponse } from './endpoint.ts';
import { listResponse, searchResponse, readResponse, completeFor } from './responses.ts';

/** The parts from which the endpoints of one resource type are made. */
export interface ResourceRoutes {
  readonly about: Operation['about'];
  /** The path of the list, such as `/Users`. */
  readonly path: string;
  readonly open: OpenDirectory;
  readonly resource: {
    create(context: Context, body: Json | undefined): Promise<JsonObject>;
    replace(
      context: Context,
      id: string,
      body: Json | undefined,
      conditions: Conditions,
    ): Promise<JsonObject>;
    get(context: Context, id: string): Promise<JsonObject>;
    remove(context: Context, id: string, conditions: Conditions): Promise<void>;
  };
  /** Answers with a resource that was written; by default with status 200. */
  readonly answer: (request: ScimRequest, resource: JsonObject, status?: number) => Promise<ScimResponse>;
  readonly patch: Handler;
}

/** Creates the endpoints of one resource type (RFC 7644 §3.2). */
export function resourceEndpoints(routes: ResourceRoutes): Endpoint[] {
  const { about, path, open, resource, answer } = routes;
  const accepting = (message: Operation['message'], handle: Handler): Operation => ({
    about,
    message,
    handle,
  });

  const creation: Handler = async (request) =>
    answer(request, await resource.create(request.context, request.body), 201);
  const replacement: Handler = async (request) => {
    const { context, id, body, conditions } = request;
    return answer(request, await resource.replace(context, id, body, conditions));
  };
  const read: Handler = async (request) => {
    const { context, id } = request;
    const type = about === 'group' ? context.tenant.groupType : context.tenant.userType;
    return readResponse(request, type, await completeFor(request, open, await resource.get(context, id)));
  };
  const deletion: Handler = async ({ context, id, conditions }) => {
    await resource.remove(context, id, conditions);
    return { status: 204 };
  };

  return [
    {
      path: `${path}/.search`,
      methods: { POST: accepting('search', (request) => searchResponse(request, [open])) },
    },
    {
      path,
      methods: {
        GET: accepting('none', (request) => listResponse(request, [open])),
        POST: accepting('resource', creation),
      },
    },
    {
      path: `${path}/:id`,
      methods: {
        GET: accepting('none', read),
        PUT: accepting('resource', replacement),
        PATCH: accepting('patch', routes.patch),
        DELETE: accepting('none', deletion),
      },
    },
  ];
}
