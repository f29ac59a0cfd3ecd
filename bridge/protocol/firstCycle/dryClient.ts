import { isObject, textAt, type Json } from '../../../scim/json.ts';
import { dryRun } from '../../resources/dryRun.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { dispatch } from '../dispatch.ts';
import type { Endpoint } from '../endpoint.ts';
import { createReport, type Report } from '../report.ts';
import type { MatchAttribute, RealmUser } from './cycleUser.ts';

const FILTER_PATHS = { externalId: 'externalId', userName: 'userName', email: 'emails.value' } as const;

/** Sends requests to a realm that is not written to, and notes whether a write was asked for. */
export interface DryClient {
  readonly report: Report;
  readonly send: (method: string, target: string, body?: Json) => ReturnType<typeof dispatch>;
  readonly writeCount: () => number;
}

/** Begins to createDryClient requests of one client. */
export function createDryClient(tenant: Tenant, endpoints: readonly Endpoint[]): DryClient {
  const report = createReport('');
  let writeCount = 0;
  const realm = dryRun(tenant.realm, {
    onWrite: () => {
      writeCount += 1;
    },
    settings: tenant.settings,
    aside: (work) => work(),
  });
  return {
    report,
    send: (method, target, body = null) =>
      dispatch({ ...tenant, realm }, endpoints, {
        ...{ method, target, report, readOnly: false, conditions: {} },
        body: () => Promise.resolve(body),
      }),
    writeCount: () => writeCount,
  };
}

/** Looks for users as a provider does. */
export async function search(
  { send }: DryClient,
  by: MatchAttribute,
  value: string,
): Promise<readonly RealmUser[]> {
  const filter = encodeURIComponent(`${FILTER_PATHS[by]} eq ${JSON.stringify(value)}`);
  const { body } = await send('GET', `/Users?filter=${filter}&attributes=userName`);
  const resources = Array.isArray(body?.Resources) ? body.Resources.filter(isObject) : [];
  return resources.map((found) => ({ id: textAt(found, 'id'), name: textAt(found, 'userName') }));
}
