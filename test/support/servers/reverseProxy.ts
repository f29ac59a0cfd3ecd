import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forwardRequest } from './forward.ts';

/** The reverse proxy of an operator: one address, behind which are the bridge and Keycloak. */
export interface ReverseProxy {
  readonly url: string;
  /** Sends the SCIM paths to the one and everything else to the other, from now on. */
  setTargets(targets: { readonly bridge: string; readonly keycloak: string }): void;
  close(): Promise<void>;
}

/** Starts a reverse proxy whose address is known before anything stands behind it. */
export async function startReverseProxy(): Promise<ReverseProxy> {
  let targets = { bridge: '', keycloak: '' };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const base = /^\/realms\/[^/]+\/scim\/v2([/?]|$)/.test(path) ? targets.bridge : targets.keycloak;
    forwardRequest(base, request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setTargets: (next) => {
      targets = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
