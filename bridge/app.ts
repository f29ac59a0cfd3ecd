import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Endpoint } from './http/exchange.ts';
import { respond, respondError } from './http/responder.ts';
import { createScimHandler } from './http/routes.ts';
import type { Logger } from './observability/logger.ts';
import { traced, type Trace } from './observability/trace.ts';
import { ScimError } from './scim/errors.ts';
import type { Tenants } from './tenants/tenants.ts';

/** The parts that the app is made of. */
export interface AppParts {
  readonly tenants: Tenants;
  readonly endpoints: readonly Endpoint[];
  readonly log: Logger;
}

/** Gives each request an id and a trace, and writes one log line when it is over. */
function trace(log: Logger): RequestHandler {
  return (request, response, next) => {
    const entry: Trace = { requestId: randomUUID(), quirks: [], ignored: [], keycloak: [] };
    const start = performance.now();
    const path = request.path;
    response.setHeader('X-Request-Id', entry.requestId);
    response.on('finish', () => {
      const level = response.statusCode >= 500 && response.statusCode !== 501 ? 'error' : 'info';
      log[level]('request', {
        ...entry,
        method: request.method,
        path,
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - start),
        client: request.headers['user-agent'],
      });
    });
    traced(entry, next);
  };
}

const notFound: RequestHandler = (request) => {
  throw new ScimError(
    'notFound',
    `There is nothing at ${request.path.slice(0, 100)}; SCIM is at /realms/<realm>/scim/v2.`,
  );
};

const undecodable = (error: unknown): boolean => error instanceof URIError;

const errors: ErrorRequestHandler = (error, _request, response, _next) => {
  respondError(
    response,
    undecodable(error) ? new ScimError('notFound', 'The path is not properly percent-encoded.') : error,
  );
};

/** The bridge's HTTP application: what a request passes, from top to bottom. */
export function createApp({ tenants, endpoints, log }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.use(trace(log));
  app.get('/health/live', (_request, response) => {
    respond(response, { status: 200, body: { status: 'UP' } });
  });
  app.use('/realms/:realm/scim/v2', createScimHandler(tenants, endpoints));
  app.use(notFound);
  app.use(errors);
  return app;
}
