import express, { type Express, type RequestHandler } from 'express';
import { trustProxies } from './app.ts';
import type { Metrics } from './observability/metrics.ts';
import type { Readiness } from './readiness.ts';

/** Dependencies and settings of the management app. */
export interface ManagementParts {
  readonly adminApi: RequestHandler;
  readonly console: RequestHandler;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** Tells what keeps the bridge from serving. */
  readonly readiness: () => Promise<Readiness>;
  /** The version of the bridge. */
  readonly version: string;
  readonly trustedProxies: readonly string[];
}

/** Creates the HTTP application of the management port: health, metrics, the admin API and the console. */
export function createManagementApp(parts: ManagementParts): Express {
  const { adminApi, console, metrics, readiness, version, trustedProxies } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.set('query parser', 'simple');
  trustProxies(app, trustedProxies);
  app.get('/health/live', (_request, response) => {
    response.json({ status: 'UP' });
  });
  app.get('/health/ready', async (_request, response) => {
    const { obstacles, degraded } = await readiness();
    if (obstacles.length > 0) response.status(503).json({ status: 'DOWN', obstacles });
    else response.json({ status: 'UP', ...(degraded.length === 0 ? {} : { degraded }) });
  });
  app.get('/version', (_request, response) => {
    response.json({ version, node: process.versions.node });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  app.use(adminApi);
  app.use(console);
  app.use((_request, response) => {
    response.status(404).json({ status: 404, title: 'There is nothing here' });
  });
  return app;
}
