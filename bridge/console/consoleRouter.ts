import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type Response, type Router } from 'express';
import { CONSOLE_CLIENT } from '../enablement/consoleClient.ts';
import { toKeycloakError } from '../keycloak/port/failures.ts';
import type { Keycloak } from '../keycloak/port/realm.ts';
import { isRealmName } from '../tenants/realmName.ts';
import { setConsoleHeaders } from './headers.ts';

/** What the console is served with. */
export interface ConsoleParts {
  /** The folder of the built console; without it, the console says how to build it. */
  readonly folder: string;
  /** The URL of the listener as browsers reach it, without a slash at its end. */
  readonly consoleUrl: string;
  readonly version: string;
  readonly keycloak: Pick<Keycloak, 'publicUrl'>;
}

/** The path of the console of a realm, with the addresses of all its pages. */
const CONSOLE_PATH = '/realms/:realm/scim/console';

/** Where the files of the console are. */
const ASSETS_PATH = `${CONSOLE_PATH}/assets`;

const NOT_BUILT =
  'The console is not built: run "npm ci && npm run build:console", or use the image, which has it. The command line "realm-config" does all of it without.';

/** Reads the page, in which the addresses of its files are relative; `undefined` if the console is not built. */
function readPage(folder: string): string | undefined {
  const file = join(folder, 'index.html');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Sends an error that a person may read in the browser, and the console can show. */
function sendError(response: Response, status: number, detail: string): void {
  response.status(status).type('application/problem+json').send(JSON.stringify({ status, detail }));
}

/** Creates the handler of a page's files: each has a name of its own content, and is there compressed as well. */
function createAssets(folder: string): Router {
  const assets = express.Router();
  const options = { immutable: true, maxAge: '1y', index: false, redirect: false } as const;
  const serve = express.static(join(folder, 'assets'), options);
  assets.use((request, response, next) => {
    const [, type] = /\.(js|css|svg)$/.exec(request.path) ?? [];
    response.vary('Accept-Encoding');
    if (type === undefined || request.acceptsEncodings('br') !== 'br') {
      serve(request, response, next);
      return;
    }
    response.type(type).set('Content-Encoding', 'br');
    request.url = `${request.path}.br`;
    serve(request, response, () => {
      response.removeHeader('Content-Encoding');
      next();
    });
  });
  return assets;
}

/** Creates the router that serves the console: its files, its page in each realm, and how to sign in there. */
export function createConsoleRouter({ folder, consoleUrl, version, keycloak }: ConsoleParts): Router {
  const router = express.Router({ caseSensitive: true });
  const basePath = new URL(consoleUrl).pathname.replace(/\/$/, '');
  let page = readPage(folder);

  /** Finds the URL by which browsers reach Keycloak in the realm; answers the request itself if there is none. */
  async function keycloakUrlFor(request: Request, response: Response): Promise<string | undefined> {
    const realm = String(request.params.realm);
    try {
      if (isRealmName(realm)) return await keycloak.publicUrl(realm);
      sendError(response, 404, 'There is no such realm.');
    } catch (error) {
      const { failure, message } = toKeycloakError(error, 'the address of Keycloak');
      sendError(response, failure === 'notFound' || failure === 'signIn' ? 404 : 503, `${message}.`);
    }
    return undefined;
  }

  router.use(CONSOLE_PATH, (_request, response, next) => {
    setConsoleHeaders(response);
    next();
  });
  router.use(ASSETS_PATH, createAssets(folder));
  router.use(ASSETS_PATH, (_request, response) => {
    sendError(response, 404, 'There is no such file.');
  });
  router.get(`${CONSOLE_PATH}/config.json`, async (request, response) => {
    const keycloakUrl = await keycloakUrlFor(request, response);
    if (keycloakUrl === undefined) return;
    response.set('Cache-Control', 'no-cache').json({
      realm: request.params.realm,
      ...{ keycloakUrl, basePath, version, clientId: CONSOLE_CLIENT.clientId },
    });
  });
  router.get(`${CONSOLE_PATH}{/*page}`, async (request, response) => {
    // It may have been built since the bridge was started.
    page ??= readPage(folder);
    if (page === undefined) {
      response.status(404).type('text/plain').send(`${NOT_BUILT}\n`);
      return;
    }
    if (!request.path.includes('/scim/console/')) {
      // What follows the path is what the page shows.
      response.redirect(308, `${basePath}${request.path}/${request.originalUrl.slice(request.path.length)}`);
      return;
    }
    const keycloakUrl = await keycloakUrlFor(request, response);
    if (keycloakUrl === undefined) return;
    setConsoleHeaders(response, new URL(keycloakUrl).origin);
    const assets = `${basePath}/realms/${encodeURIComponent(request.params.realm)}/scim/console/assets/`;
    response
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(page.replaceAll('"./assets/', `"${assets}`));
  });
  return router;
}
