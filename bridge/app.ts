import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Authenticator } from './http/authenticate.ts';
import type { Endpoint } from './protocol/endpoint.ts';
import type { RequestLogs } from './http/requestLog.ts';
import { createScimHandler } from './http/scimHandler.ts';
import { serve, type HttpHandler } from './http/serve.ts';
import { ScimError } from '../scim/errors.ts';

/** Dependencies and settings of the app. */
export interface AppParts {
  readonly authenticator: Authenticator;
  readonly endpoints: readonly Endpoint[];
  readonly logs: RequestLogs;
  /** Addresses and networks whose `X-Forwarded-…` headers are trusted. */
  readonly trustedProxies: readonly string[];
  /** The admin API, if it is served on the public port as well. */
  readonly adminApi?: RequestHandler | undefined;
  /** The console, which is where the admin API is. */
  readonly console?: RequestHandler | undefined;
}

const notFound: HttpHandler = ({ path }) => {
  throw new ScimError(
    'notFound',
    `There is nothing at ${path.slice(0, 100)}; SCIM is at /realms/<realm>/scim/v2.`,
  );
};

const undecodable = (error: unknown): boolean => error instanceof URIError;

/** Makes an app trust the `X-Forwarded-…` headers of these proxies only. */
export function trustProxies(app: Express, proxies: readonly string[]): void {
  app.set('trust proxy', proxies.length === 0 ? false : [...proxies]);
}

/** Creates the HTTP application of the public port; a request passes its parts from top to bottom. */
export function createApp(parts: AppParts): Express {
  const { authenticator, endpoints, logs, trustedProxies, adminApi, console } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  trustProxies(app, trustedProxies);
  if (adminApi !== undefined) app.use(adminApi);
  if (console !== undefined) app.use(console);
  const onUse = (realm: string, credentialId: string): void => {
    logs.journal.used(realm, credentialId, Date.now());
  };
  app.use('/realms/:realm/scim/v2', serve(logs, createScimHandler(authenticator, endpoints, onUse)));
  app.use(serve(logs, notFound));
  const errors: ErrorRequestHandler = (thrown: unknown, request, response, _next) =>
    serve(logs, () => {
      throw undecodable(thrown)
        ? new ScimError('notFound', 'The path is not properly percent-encoded.')
        : thrown;
    })(request, response);
  app.use(errors);
  return app;
}
