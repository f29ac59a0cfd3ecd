import type { Request } from 'express';
import { dispatch } from '../protocol/dispatch.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Report } from '../protocol/report.ts';
import { dryRun } from '../resources/dryRun.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { authenticate, type Authentication, type Authenticator } from './authenticate.ts';
import { readBody } from './body.ts';
import type { HttpHandler } from './serve.ts';

/** The tenant; in mode `observe` with a realm that is not written to. */
function withMode(tenant: Tenant, report: Report): Tenant {
  if (tenant.config.mode !== 'observe') return tenant;
  const { realm } = tenant;
  // No brake: in mode `observe` nobody is deprovisioned, so that there is nothing to count.
  const { brake: _, ...config } = tenant.config;
  return {
    ...tenant,
    realm: dryRun(realm, { onWrite: report.observe(), aside: (work) => work(), settings: tenant.settings }),
    config,
  };
}

/** The tenant for a client of a source. */
const withSource = (tenant: Tenant, source: string): Tenant =>
  tenant.source === source ? tenant : { ...tenant, source };

/** The parts of a request that authentication needs. */
const credentialOf = (request: Request) => ({
  realm: String(request.params.realm),
  authorization: request.headers.authorization,
  address: request.ip ?? '',
  protocol: request.protocol,
  host: request.host,
});

/** Notes the credential of a request in its report. */
function reportCredential(report: Report, { principal }: Authentication): void {
  const { credentialId: id, label, account } = principal;
  report.facts.credential = { id, label, ...(account === undefined ? {} : { account }) };
}

/** Creates the handler of everything below `/realms/:realm/scim/v2`: the steps of one request, in order. */
export const createScimHandler =
  (
    authenticator: Authenticator,
    endpoints: readonly Endpoint[],
    onUse: (realm: string, credentialId: string) => void,
  ): HttpHandler =>
  async (request, response, report) => {
    const credential = credentialOf(request);
    report.facts.realm = credential.realm;
    report.facts.target = request.url;
    const authenticated = await authenticate(authenticator, credential, report.facts);
    reportCredential(report, authenticated);
    const { tenant, principal } = authenticated;
    onUse(credential.realm, principal.credentialId);
    return dispatch(withMode(withSource(tenant, principal.source), report), endpoints, {
      method: request.method,
      target: request.url,
      readOnly: principal.readOnly,
      body: () => readBody(request, response),
      conditions: {
        ifMatch: request.headers['if-match'],
        ifNoneMatch: request.headers['if-none-match'],
      },
      report,
    });
  };
