import { randomUUID } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Keycloak } from '../keycloak/port.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../observability/logger.ts';
import type { Json } from '../scim/json.ts';
import { SCIM_CLIENT_ID } from '../tenants/config.ts';
import { accessTokenOf, holderOf } from './caller.ts';
import { openApi } from './openapi.ts';
import { Problem, PROBLEMS, toProblem } from './problem.ts';
import type { AdminAnswer, AdminRoute, AdminTools } from './route.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from './routes.ts';

/** What the admin API is made of. */
export interface AdminParts {
  readonly keycloak: Pick<Keycloak, 'as'>;
  readonly tools: AdminTools;
  readonly journal: Pick<Journal, 'record'>;
  readonly log: Logger;
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

/** Serves one route: who asks, what is asked, do it, tell it. */
function serveRoute(route: AdminRoute, { keycloak, tools, journal, log }: AdminParts): RequestHandler {
  const validator = ajv();
  const { body: bodySchema, query: parameters = [], method } = route;
  const validateBody = bodySchema === undefined ? undefined : validator.compile(bodySchema);
  const validateQuery = validator.compile({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  });
  const changes =
    method !== 'get' &&
    !['validateConfiguration', 'explainRequest', 'reloadRealm'].includes(route.operationId);

  return async (request, response) => {
    const requestId = randomUUID();
    const start = performance.now();
    const realm = String(request.params.realm);
    response.setHeader('X-Request-Id', requestId);
    let holder = { id: 'admin', label: 'unknown' };
    let answer: AdminAnswer | undefined;
    let problem: Problem | undefined;
    try {
      const token = accessTokenOf(request.headers.authorization);
      holder = holderOf(token);
      const query = queryOf(request);
      checked(validateQuery, query, 'query');
      checked(validateBody, request.body, 'body');
      const caller = keycloak.as(token, realm);
      const work = async (): Promise<AdminAnswer> => {
        const client = await caller.realm.client(SCIM_CLIENT_ID);
        if (client === undefined) {
          throw new Problem(
            'notFound',
            `The realm has no client "${SCIM_CLIENT_ID}", or you may not see it; "realm-config enable" makes it.`,
          );
        }
        return route.handle({
          realm,
          caller,
          client,
          tools,
          params: request.params as Record<string, string>,
          query,
          body: request.body as Json | undefined,
          ifMatch: request.headers['if-match'],
        });
      };
      answer = changes ? await tools.exclusively(realm, work) : await work();
      if (changes) {
        // What is written stays written: a realm that cannot be read now is read again within seconds.
        await tools.changed(realm).catch((error: unknown) => {
          log.warn('a change is not in force yet', { realm, hint: (error as Error).message });
        });
      }
    } catch (error) {
      problem = toProblem(error);
    }
    const milliseconds = Math.round(performance.now() - start);
    const status = problem?.status ?? answer?.status ?? 500;
    const client = request.headers['user-agent'];
    const target = request.originalUrl.slice(request.originalUrl.indexOf('/scim/admin/v1'));
    const known = problem === undefined || !['unauthorized', 'notFound'].includes(problem.code);
    if (changes && known) {
      journal.record({
        time: Date.now(),
        realm,
        kind: 'audit',
        requestId,
        credential: holder,
        ...(client === undefined ? {} : { client }),
        ...(request.ip === undefined ? {} : { address: request.ip }),
        method: request.method,
        target,
        ...(request.body === undefined ? {} : { asked: request.body as Json }),
        quirks: [],
        ignored: [],
        keycloak: [],
        status,
        ...(problem === undefined ? {} : { error: problem.code }),
        outcome: problem === undefined ? (answer?.audit ?? 'Done.') : `Refused: ${problem.message}`,
        milliseconds,
      });
    }
    const cause = problem?.cause instanceof Error ? problem.cause : undefined;
    log[status >= 500 ? 'error' : 'info']('admin request', {
      requestId,
      realm,
      by: known ? holder.label : undefined,
      operation: route.operationId,
      status,
      error: problem?.code,
      hint: problem?.code === 'internal' ? cause?.stack : problem?.message,
      milliseconds,
    });
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
