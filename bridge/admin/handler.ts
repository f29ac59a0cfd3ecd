import { randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { createValidator } from '../../documents/validate.ts';
import type { CallerRealm, Keycloak, KeycloakClient } from '../keycloak/port/realm.ts';
import { SCIM_CLIENT_ID } from '../tenants/config.ts';
import { isRealmName } from '../tenants/realmName.ts';
import { tell, type AuditParts, type Outcome } from './audit.ts';
import { readBody } from './body.ts';
import { accessTokenOf, holderOf } from './caller.ts';
import { openApi } from './openapi.ts';
import { NO_SUCH_REALM, Problem, problemMistake, PROBLEMS, toProblem } from './problem.ts';
import type { AdminAnswer, AdminRoute, AdminTools, JsonSchema } from './route.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from './routes/routes.ts';

/** What the admin API is made of. */
export interface AdminParts extends AuditParts {
  readonly keycloak: Pick<Keycloak, 'as'>;
  readonly tools: AdminTools;
}

/** Longest body, in characters of JSON, whose mistakes are told all at once: of a longer one only the first is looked for. */
const MAX_EXPLAINED = 65_536;

/** Creates a check that throws a problem that names the mistakes of a body or a query. */
function createCheck(schema: JsonSchema, what: string): (value: unknown) => void {
  const findMistakes = createValidator(schema, { maxLength: MAX_EXPLAINED });
  return (value) => {
    const mistakes = findMistakes(value, { file: '', pointer: '' }).map(problemMistake);
    if (mistakes.length === 0) return;
    throw new Problem('malformed', `The ${what} has mistakes; nothing was changed.`, { mistakes });
  };
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

/** What the query of a route may hold. */
const querySchema = ({ query = [] }: AdminRoute): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
});

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
  const checkQuery = createCheck(querySchema(route), 'query');
  const checkBody = route.body === undefined ? undefined : createCheck(route.body, 'body');

  /**
   * Does what is asked; notes in the outcome what is known so far, in case that fails. Nothing of the request is worked
   * on before Keycloak has accepted who asks.
   */
  async function perform(request: Request, response: Response, outcome: Outcome): Promise<AdminAnswer> {
    const { realm } = outcome;
    const token = accessTokenOf(request.headers.authorization);
    if (!isRealmName(realm)) throw new Problem('notFound', NO_SUCH_REALM);
    outcome.holder = holderOf(token);
    const caller = keycloak.as(token, realm);
    const seen = await clientOf(caller);
    outcome.accepted = true;
    await recognize(parts, realm, seen);
    const query = queryOf(request);
    checkQuery(query);
    if (checkBody !== undefined) {
      outcome.body = await readBody(request, response);
      checkBody(outcome.body);
    }
    const work = (client: KeycloakClient): Promise<AdminAnswer> =>
      handle({
        ...{ realm, caller, client, tools, query },
        params: request.params as Record<string, string>,
        body: outcome.body,
        ifMatch: request.headers['if-match'],
      });
    if (!changes) return work(seen);
    // Another change may have come first.
    const answer = await tools.exclusively(realm, async () => work(await clientOf(caller)));
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
      outcome.answer = await perform(request, response, outcome);
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
    const undecodable = error instanceof URIError;
    const problem = undecodable
      ? new Problem('notFound', 'The path is not properly percent-encoded.')
      : toProblem(error);
    sendProblem(response, problem, randomUUID());
  };
  router.use(errors);
  return router;
}
