import express, { type Express, type RequestHandler } from 'express';
import { trustProxies } from './app.ts';
import type { Metrics } from './observability/metrics.ts';

/** Dependencies and settings of the management app. */
export interface ManagementParts {
  readonly adminApi: RequestHandler;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** Lists what keeps the bridge from serving; empty if it is ready. */
  readonly readinessProblems: () => Promise<readonly string[]>;
  readonly trustedProxies: readonly string[];
}

/** Creates the HTTP application of the management port: health, metrics and the admin API. */
export function createManagementApp(parts: ManagementParts): Express {
  const { adminApi, metrics, readinessProblems, trustedProxies } = parts;
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
    const problems = await readinessProblems();
    response
      .status(problems.length === 0 ? 200 : 503)
      .json(problems.length === 0 ? { status: 'UP' } : { status: 'DOWN', obstacles: problems });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  app.use(adminApi);
  app.use((_request, response) => {
    response.status(404).json({ status: 404, title: 'There is nothing here' });
  });
  return app;
}
