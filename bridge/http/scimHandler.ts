import type { Request, Response } from 'express';
import { currentTrace, type Trace } from '../observability/trace.ts';
import { dryRun } from '../resources/dryRun.ts';
import { isObject, textAt, type Json, type JsonObject } from '../../scim/json.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { authenticate, type Door } from './authenticate.ts';
import { readBody } from './body.ts';
import { dispatch } from '../protocol/dispatch.ts';
import type { Answer, Endpoint } from '../protocol/exchange.ts';
import { respond } from './send.ts';

/** The name of a user or group in a body. */
function nameIn(body: Json | undefined): string | undefined {
  if (!isObject(body)) return undefined;
  const name = textAt(body, 'userName') || textAt(body, 'displayName');
  return name === '' ? undefined : name;
}

/** Notes in the trace what a change was about: ids and names of what was answered, else of what was asked. */
function noteResource(trace: Trace, type: string, id: string, body: JsonObject | undefined): void {
  const name = nameIn(body) ?? nameIn(trace.asked);
  const known = id === '' ? textAt(body ?? {}, 'id') : id;
  trace.resource = {
    type,
    ...(known === '' ? {} : { id: known }),
    ...(name === undefined ? {} : { name }),
  };
}

/** The tenant as it is, or one whose realm is not written to where it only observes. */
function observed(tenant: Tenant, trace: Trace): Tenant {
  const { realm } = tenant;
  // Nobody leaves, so that there is nothing to count.
  const { brake: _, ...config } = tenant.config;
  if (config.mode !== 'observe') return tenant;
  trace.observed = [];
  const onWrite = (call: string): void => {
    trace.observed?.push(call);
  };
  return {
    ...tenant,
    realm: dryRun(realm, { onWrite, aside: (work) => work() }),
    config,
  };
}

/** Serves everything below `/realms/:realm/scim/v2`: the steps of one request, in order. */
export function createScimHandler(
  door: Door,
  endpoints: readonly Endpoint[],
  onUse: (realm: string, credentialId: string) => void,
) {
  return async (request: Request, response: Response): Promise<void> => {
    const realm = String(request.params.realm);
    const trace: Trace = currentTrace() ?? {
      requestId: '',
      quirks: [],
      ignored: [],
      notes: [],
      keycloak: [],
    };
    trace.realm = realm;
    trace.target = request.url;

    const { tenant: found, principal } = await authenticate(
      door,
      {
        realm,
        authorization: request.headers.authorization,
        address: request.ip ?? '',
        protocol: request.protocol,
        host: request.host,
      },
      trace,
    );
    const { credentialId: id, label, account, source, readOnly } = principal;
    const tenant = observed({ ...found, source }, trace);
    trace.credential = { id, label, ...(account === undefined ? {} : { account }) };
    onUse(realm, id);

    const answer: Answer = await dispatch(tenant, endpoints, {
      method: request.method,
      target: request.url,
      readOnly,
      body: () => readBody(request, response),
      conditions: {
        ifMatch: request.headers['if-match'],
        ifNoneMatch: request.headers['if-none-match'],
      },
      onQuirk: (name) => trace.quirks.push(name),
      onIgnored: (path) => trace.ignored.push(path),
      onNote: (sentence) => trace.notes.push(sentence),
      onWrite: ({ about, id: resource, body }) => {
        trace.writes = true;
        if (body !== undefined) trace.asked = body;
        noteResource(trace, about, resource, undefined);
      },
    });
    if (trace.resource !== undefined)
      noteResource(trace, trace.resource.type, trace.resource.id ?? '', answer.body);
    respond(response, answer);
  };
}
