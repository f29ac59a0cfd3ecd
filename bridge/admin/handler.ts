import { randomUUID } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { CallerRealm, Keycloak, KeycloakClient } from '../keycloak/port.ts';
import type { Json } from '../scim/json.ts';
import { SCIM_CLIENT_ID } from '../tenants/config.ts';
import { tell, type AuditParts, type Outcome } from './audit.ts';
import { accessTokenOf, holderOf } from './caller.ts';
import { openApi } from './openapi.ts';
import { Problem, PROBLEMS, toProblem } from './problem.ts';
import type { AdminAnswer, AdminRoute, AdminTools } from './route.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from './routes.ts';

/** What the admin API is made of. */
export interface AdminParts extends AuditParts {
  readonly keycloak: Pick<Keycloak, 'as'>;
  readonly tools: AdminTools;
}

const MAX_BODY = '1mb';

/** Formats are described, and checked where they matter. */
const ajv = (): Ajv2020 => new Ajv2020({ allErrors: true, strict: false, validateFormats: false });

/** Throws a problem that names every mistake of a body or a query. */
function checked(validate: ValidateFunction | undefined, value: unknown, what: string): void {
  if (validate === undefined || validate(value)) return;
  throw new Problem('malformed', `The ${what} has mistakes; nothing was changed.`, {
    mistakes: (validate.errors ?? []).map(({ instancePath, message = '', params }) => {
      const { additionalProperty, allowedValues } = params as {
        additionalProperty?: string;
        allowedValues?: readonly string[];
      };
      const detail =
        additionalProperty === undefined ? message : `there is no member "${additionalProperty}"`;
      return {
        pointer: instancePath,
        detail,
        ...(allowedValues === undefined ? {} : { hint: `There is ${allowedValues.join(', ')}.` }),
      };
    }),
  });
}

function send(
  response: Response,
  { status, body, headers = {} }: AdminAnswer,
  type = 'application/json',
): void {
  response.status(status).set({ 'Cache-Control': 'no-store', ...headers });
  if (body === undefined) response.end();
  else response.type(type).send(JSON.stringify(body));
}

function sendProblem(
  response: Response,
  { code, message, mistakes, headers }: Problem,
  requestId: string,
): void {
  const { status, title } = PROBLEMS[code];
  const body = {
    type: `problems/${code}`,
    title,
    status,
    detail: message,
    code,
    requestId,
    ...(mistakes.length === 0 ? {} : { mistakes }),
  };
  send(response, { status, body, headers }, 'application/problem+json');
}

/** The values of a query; one that is given twice is a mistake. */
function queryOf(request: Request): Record<string, string> {
  const entries = Object.entries(request.query).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value];
    throw new Problem('malformed', `"${name.slice(0, 60)}" may be given once.`);
  });
  return Object.fromEntries(entries);
}

/** Checks the query and the body of requests to a route; throws a problem that names every mistake. */
function createValidator({ body, query = [] }: AdminRoute): (query: unknown, body: unknown) => void {
  const validator = ajv();
  const validateBody = body === undefined ? undefined : validator.compile(body);
  const validateQuery = validator.compile({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
  });
  return (found, sent) => {
    checked(validateQuery, found, 'query');
    checked(validateBody, sent, 'body');
  };
}

/** The realm's client as the caller may see it. */
async function clientOf(caller: CallerRealm): Promise<KeycloakClient> {
  const client = await caller.realm.client(SCIM_CLIENT_ID);
  if (client !== undefined) return client;
  throw new Problem(
    'notFound',
    `The realm has no client "${SCIM_CLIENT_ID}", or you may not see it; "realm-config enable" makes it.`,
  );
}

/** Makes sure that the bridge knows the realm as the caller sees it, and not one that had its name before. */
async function recognize({ tools }: AdminParts, realm: string, client: KeycloakClient): Promise<void> {
  try {
    const { tenant } = await tools.served(realm);
    if (tenant?.endpointId !== client.id) await tools.changed(realm);
  } catch {
    // A realm that cannot be read now is one of which nothing is shown.
  }
}

/** Brings a change into force; what is written stays written, and a realm that cannot be read now is read again within seconds. */
async function bringIntoForce({ tools, log }: AdminParts, realm: string): Promise<void> {
  try {
    await tools.changed(realm);
  } catch (error) {
    log.warn('a change is not in force yet', { realm, hint: (error as Error).message });
  }
}

/** Serves one route: who asks, what is asked, do it, tell it. */
function serveRoute(route: AdminRoute, parts: AdminParts): RequestHandler {
  const { keycloak, tools } = parts;
  const { handle, changes = false } = route;
  const validate = createValidator(route);

  /** Does what is asked; notes in the outcome what is known so far, in case that fails. */
  async function perform(request: Request, realm: string, outcome: Outcome): Promise<AdminAnswer> {
    const token = accessTokenOf(request.headers.authorization);
    const query = queryOf(request);
    validate(query, request.body);
    outcome.holder = holderOf(token);
    const caller = keycloak.as(token, realm);
    const work = async (): Promise<AdminAnswer> => {
      const client = await clientOf(caller);
      outcome.accepted = true;
      await recognize(parts, realm, client);
      return handle({
        ...{ realm, caller, client, tools, query },
        params: request.params as Record<string, string>,
        body: request.body as Json | undefined,
        ifMatch: request.headers['if-match'],
      });
    };
    if (!changes) return work();
    const answer = await tools.exclusively(realm, work);
    await bringIntoForce(parts, realm);
    return answer;
  }

  return async (request, response) => {
    const start = performance.now();
    const outcome: Outcome = {
      requestId: randomUUID(),
      realm: String(request.params.realm),
      accepted: false,
    };
    response.setHeader('X-Request-Id', outcome.requestId);
    try {
      outcome.answer = await perform(request, outcome.realm, outcome);
    } catch (error) {
      outcome.problem = toProblem(error);
    }
    tell(route, parts, request, outcome, Math.round(performance.now() - start));
    const { answer, problem, requestId } = outcome;
    if (problem !== undefined) sendProblem(response, problem, requestId);
    else if (answer !== undefined) send(response, answer);
  };
}

/** The path of a route as Express writes it. */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Creates the admin API: a router that answers everything below a realm's admin path. */
export function createAdminApi(parts: AdminParts): Router {
  const router = express.Router({ caseSensitive: true, mergeParams: true });
  const base = expressPath(ADMIN_PATH);
  const document = openApi();
  router.get(`${base}/openapi.json`, (_request, response) => {
    send(response, { status: 200, body: document });
  });
  router.use(base, express.json({ limit: MAX_BODY, strict: false }));
  const paths = Map.groupBy(ADMIN_ROUTES, ({ path }) => path);
  for (const [path, routes] of paths) {
    const target = router.route(`${base}${expressPath(path)}`);
    for (const route of routes) target[route.method](serveRoute(route, parts));
    const allow = routes.map(({ method }) => method.toUpperCase()).join(', ');
    target.all(() => {
      throw new Problem('methodNotAllowed', `Only ${allow} is answered here.`, { headers: { Allow: allow } });
    });
  }
  router.use(base, () => {
    throw new Problem('notFound', 'The admin API has no such route; see openapi.json.');
  });
  const errors: express.ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (!request.originalUrl.includes('/scim/admin/')) {
      next(error);
      return;
    }
    const { status, message } = error as { status?: number; message?: string };
    const problem =
      status === 413
        ? new Problem('tooLarge', 'The body is larger than a megabyte.')
        : status === 400
          ? new Problem('malformed', `The body is not JSON: ${message ?? ''}.`)
          : toProblem(error);
    sendProblem(response, problem, randomUUID());
  };
  router.use(errors);
  return router;
}
