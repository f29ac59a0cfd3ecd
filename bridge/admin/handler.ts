import { randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Mistake } from '../../documents/mistake.ts';
import { createValidator } from '../../documents/validate.ts';
import { isObject } from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import { foreignToken, KeycloakError } from '../keycloak/port/errors.ts';
import type { CallerRealm, Keycloak, KeycloakClient } from '../keycloak/port/realm.ts';
import type { RealmSetup } from '../keycloak/setup/realmSetup.ts';
import { SCIM_CLIENT_ID } from '../tenants/config.ts';
import { isRealmName } from '../tenants/realmName.ts';
import { completeHolder, writeAudit, type AdminReport, type AuditLogs } from './audit.ts';
import { readBody } from './body.ts';
import { accessTokenOf, expiryOf, holderOf, namedHolderOf } from './caller.ts';
import type { EventStreams } from './eventStream.ts';
import { openApi } from './openapi.ts';
import { NO_SUCH_REALM, Problem, problemBody, refuseMistakes, toProblem } from './problem.ts';
import { clientOrNone, NO_CLIENT, NOT_SET_UP, reloadIfReplaced } from './realmState.ts';
import type { AdminAnswer, AdminRequest, AdminRoute, AdminTools, JsonSchema } from './route.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from './routes/routes.ts';

/** Dependencies of the admin API. */
export interface AdminParts extends AuditLogs {
  readonly keycloak: Pick<Keycloak, 'as'>;
  /** Opens a realm for set-up with an access token. */
  readonly openSetup: (token: string, realm: string) => RealmSetup;
  readonly tools: AdminTools;
  readonly streams: EventStreams;
}

/** Creates the function that finds the mistakes in the shape of a body or query. */
function createCheck(schema: JsonSchema): (value: unknown) => readonly Mistake[] {
  const findMistakes = createValidator(schema, { maxLength: LIMITS.adminFullyChecked.max });
  return (value) => findMistakes(value, { file: '', pointer: '' });
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

function sendProblem(response: Response, problem: Problem, requestId: string): void {
  const { status, headers } = problem;
  send(response, { status, body: problemBody(problem, requestId), headers }, 'application/problem+json');
}

/** Reads the query; throws if a parameter occurs twice. */
function queryOf(request: Request): Record<string, string> {
  const entries = Object.entries(request.query).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value];
    throw new Problem('malformed', `"${name.slice(0, 60)}" may be given once.`);
  });
  return Object.fromEntries(entries);
}

/** The JSON Schema of a route's query. */
const querySchema = ({ query = [] }: AdminRoute): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
});

/**
 * Reads the realm's `scim-endpoint` client with the caller's rights; throws `notFound` if the caller sees none. Keycloak
 * answers a caller without view-clients with 403, but with query-clients alone with an empty list
 * (contract/service-account-rights).
 */
async function clientOf(caller: CallerRealm): Promise<KeycloakClient> {
  const client = await caller.realm.client(SCIM_CLIENT_ID);
  if (client !== undefined) return client;
  throw new Problem('notFound', NOT_SET_UP);
}

/** Reads the client for a route that also answers before there is one; the caller must have the right to see that. */
async function clientBeforeSetup(
  caller: CallerRealm,
  right: NonNullable<AdminRoute['beforeSetup']>,
): Promise<KeycloakClient> {
  if (right === 'view-realm') await caller.realm.settings();
  const client = await caller.realm.client(SCIM_CLIENT_ID);
  if (client !== undefined) return client;
  // With query-clients alone, the client may be there all the same.
  if (right === 'view-clients' && !(await caller.recentRights()).includes(right))
    throw new Problem('notFound', NOT_SET_UP);
  return NO_CLIENT;
}

/** Reads the client as a route needs it. */
const clientFor = (right: AdminRoute['beforeSetup'], caller: CallerRealm): Promise<KeycloakClient> =>
  right === undefined ? clientOf(caller) : clientBeforeSetup(caller, right);

/** The realm whose accounts may have rights over all realms. */
const MASTER = 'master';

/**
 * Finds the only realm in which the caller can have rights, `undefined` for accounts of `master`; fails if Keycloak does
 * not accept the token.
 */
async function soleRealm(
  { issuingRealm: realm }: CallerRealm,
  as: AdminRequest['as'],
): Promise<AdminRequest['sole']> {
  if (!isRealmName(realm)) throw foreignToken();
  try {
    if (realm !== MASTER) return { realm, client: await clientOrNone(as(realm)) };
    await as(realm).realm.client(SCIM_CLIENT_ID);
  } catch (error) {
    const status = error instanceof KeycloakError ? error.status : undefined;
    if (status === 404) throw foreignToken();
    // Keycloak has accepted the token; the rights of its holder may lie in other realms.
    if (realm !== MASTER || status !== 403) throw error;
  }
  return undefined;
}

/** What is read with the caller's rights before anything else, which fails if Keycloak does not accept the caller. */
async function readFirst(
  { beforeSetup, aboutAllRealms = false }: AdminRoute,
  caller: CallerRealm,
  as: AdminRequest['as'],
): Promise<Pick<AdminRequest, 'client' | 'sole'>> {
  if (aboutAllRealms) return { client: NO_CLIENT, sole: await soleRealm(caller, as) };
  return { client: await clientFor(beforeSetup, caller), sole: undefined };
}

/** Opens a realm that has SCIM, with the rights of the caller, as the bridge knows it now. */
async function openRealm(parts: AdminParts, token: string, realm: string): Promise<CallerRealm> {
  const caller = parts.keycloak.as(token, realm);
  await reloadIfReplaced(parts.tools, realm, await clientOf(caller));
  return caller;
}

/**
 * Reloads the realm after a change. A failure is only logged: the change is written, and the realm is read again within
 * seconds.
 */
async function reloadAfterChange({ tools, log }: AdminParts, realm: string): Promise<void> {
  try {
    await tools.reload(realm);
  } catch (error) {
    log.warn('a change is not in force yet', { realm, hint: (error as Error).message });
  }
}

/** Whether a request opens a stream: one for the headers alone does not. */
const opensStream = ({ method }: Request, { stream }: AdminAnswer): boolean =>
  stream !== undefined && method !== 'HEAD';

/** Tells the callers of the admin API apart. */
const callerOf = ({ holder }: AdminReport): string => `${holder?.account ?? ''} ${holder?.id ?? ''}`;

async function sendStream(response: Response, report: AdminReport, streams: EventStreams): Promise<void> {
  const { answer: { stream } = {}, requestId, expires } = report;
  if (stream !== undefined) await streams.send(response, stream, { requestId, expires });
}

/**
 * Creates the request handler of a route: identifies the caller, checks the request, calls the route, writes the audit.
 */
function serveRoute(route: AdminRoute, parts: AdminParts): RequestHandler {
  const { keycloak, tools } = parts;
  const { handle, changes = false, beforeSetup } = route;
  const { listsMistakes = false } = route;
  const checkQuery = createCheck(querySchema(route));
  const checkBody = route.body === undefined ? undefined : createCheck(route.body);

  /**
   * Answers the request, and notes in the report what is known even if it fails. Query and body are not read before
   * Keycloak has accepted the caller.
   */
  async function perform(request: Request, response: Response, report: AdminReport): Promise<AdminAnswer> {
    const { realm } = report;
    const token = accessTokenOf(request.headers.authorization);
    if (!isRealmName(realm)) throw new Problem('notFound', NO_SUCH_REALM);
    report.holder = holderOf(token);
    const as = (name: string): CallerRealm => keycloak.as(token, name);
    const caller = as(realm);
    const nameHolder = () => namedHolderOf(token, caller);
    report.nameHolder = nameHolder;
    const { client: currentClient, sole } = await readFirst(route, caller, as);
    report.accepted = true;
    report.expires = expiryOf(token);
    if (currentClient !== NO_CLIENT) await reloadIfReplaced(tools, realm, currentClient);
    const query = queryOf(request);
    refuseMistakes(checkQuery(query), 'query');
    let bodyMistakes: readonly Mistake[] = [];
    if (checkBody !== undefined) {
      report.body = await readBody(request, response);
      bodyMistakes = checkBody(report.body);
      if (!listsMistakes || !isObject(report.body)) refuseMistakes(bodyMistakes, 'body');
    }
    const work = (client: KeycloakClient): Promise<AdminAnswer> =>
      handle({
        ...{ realm, caller, client, sole, tools, query, nameHolder, as },
        openSetup: () => parts.openSetup(token, realm),
        open: (name) => openRealm(parts, token, name),
        params: request.params as Record<string, string>,
        body: report.body,
        bodyMistakes,
        ifMatch: request.headers['if-match'],
        lastEventId: request.headers['last-event-id'] as string | undefined,
      });
    if (!changes) return work(currentClient);
    // Read again within the lock: another change may have come first.
    const answer = await tools.exclusively(realm, async () => work(await clientFor(beforeSetup, caller)));
    await reloadAfterChange(parts, realm);
    return answer;
  }

  return async (request, response) => {
    const start = performance.now();
    const report: AdminReport = {
      requestId: randomUUID(),
      realm: String(request.params.realm),
      accepted: false,
    };
    response.setHeader('X-Request-Id', report.requestId);
    try {
      report.answer = await perform(request, response, report);
      if (opensStream(request, report.answer))
        report.leave = parts.streams.take(callerOf(report), report.realm);
    } catch (error) {
      report.problem = toProblem(error);
    }
    await completeHolder(route, report);
    writeAudit(route, parts, request, report, Math.round(performance.now() - start));
    const { answer, problem, requestId, leave } = report;
    if (problem !== undefined) sendProblem(response, problem, requestId);
    else if (leave !== undefined) await sendStream(response, report, parts.streams).finally(leave);
    else if (answer !== undefined) send(response, answer);
  };
}

/** Converts the path of a route to Express' notation. */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Creates the admin API: a router that answers everything below a realm's admin path. */
export function createAdminRouter(parts: AdminParts): Router {
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
