import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Door } from './http/authenticate.ts';
import type { Endpoint } from './protocol/exchange.ts';
import { record, type Records } from './http/requestLog.ts';
import { respondError } from './http/send.ts';
import { createScimHandler } from './http/scimHandler.ts';
import { traced, type Trace } from './observability/trace.ts';
import { ScimError } from '../scim/errors.ts';

/** The parts that the app is made of. */
export interface AppParts {
  readonly door: Door;
  readonly endpoints: readonly Endpoint[];
  readonly records: Records;
  /** Whose `X-Forwarded-…` headers are believed: addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** The admin API, where it is to be reached under the public address as well. */
  readonly adminApi?: RequestHandler | undefined;
}

/** Gives each request an id and a trace, and tells what came of it when it is over. */
function trace(records: Records): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    const entry: Trace = { requestId: randomUUID(), quirks: [], ignored: [], notes: [], keycloak: [] };
    response.setHeader('X-Request-Id', entry.requestId);
    entry.finish = () => {
      record(records, entry, request, response, Math.round(performance.now() - start));
    };
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

/** Lets an app believe the `X-Forwarded-…` headers of these proxies only. */
export function trustProxies(app: Express, proxies: readonly string[]): void {
  app.set('trust proxy', proxies.length === 0 ? false : [...proxies]);
}

/** The bridge's HTTP application: what a request passes, from top to bottom. */
export function createApp({ door, endpoints, records, trustedProxies, adminApi }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  trustProxies(app, trustedProxies);
  if (adminApi !== undefined) app.use(adminApi);
  app.use(trace(records));
  app.use(
    '/realms/:realm/scim/v2',
    createScimHandler(door, endpoints, (realm, credentialId) => {
      records.journal.used(realm, credentialId, Date.now());
    }),
  );
  app.use(notFound);
  app.use(errors);
  return app;
}
