import type { Request, Response } from 'express';
import { currentTrace } from '../observability/trace.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { authenticate } from './authenticate.ts';
import { readBody } from './body.ts';
import { dispatch } from './dispatch.ts';
import type { Endpoint } from './exchange.ts';
import { respond } from './responder.ts';

/** Serves everything below `/realms/:realm/scim/v2`: the steps of one request, in order. */
export function createScimHandler(tenants: Tenants, endpoints: readonly Endpoint[]) {
  return async (request: Request, response: Response): Promise<void> => {
    const realmName = String(request.params.realm);
    const trace = currentTrace();
    if (trace !== undefined) trace.realm = realmName;

    const { tenant, principal } = await authenticate(tenants, realmName, request.headers.authorization);
    if (trace !== undefined) trace.credential = principal.label;

    const answer = await dispatch(tenant, endpoints, {
      method: request.method,
      target: request.url,
      body: () => readBody(request, response),
      conditions: {
        ifMatch: request.headers['if-match'],
        ifNoneMatch: request.headers['if-none-match'],
      },
      onQuirk: (name) => trace?.quirks.push(name),
      onIgnored: (path) => trace?.ignored.push(path),
    });
    respond(response, answer);
  };
}
