import { applyQuirks } from '../../mappers/rewriting/quirk.ts';
import { explainPatch, explainResource, type PieceTrace } from '../../mappers/explain/request.ts';
import { explainStored, type RowTrace } from '../../mappers/explain/trace.ts';
import { dispatch, findOperation, wireOf } from './dispatch.ts';
import { NO_BRAKE } from '../lifecycle/deprovisioning/brake.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import { dryRun } from '../resources/dryRun.ts';
import { toGroupResource } from '../resources/groups/groupView.ts';
import { createLocks } from '../state/locks.ts';
import { toResource, withoutOwn } from '../resources/users/userView.ts';
import { ScimError } from '../../scim/errors.ts';
import { emptyObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { Endpoint } from './exchange.ts';
import { createReport } from './report.ts';
import { createScimApi } from './useCases.ts';
import { formatFinding } from '../tenants/lint.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** A request to be explained. */
export interface ExplainRequest {
  readonly method: string;
  /** Path and query below the realm's SCIM URL, such as `/Users`. */
  readonly target: string;
  readonly body: Json | undefined;
}

/** What the bridge would make of a request, nothing of which has been written. */
export interface Explanation {
  readonly profile: string;
  /** What the operator should know of the realm's mapping. */
  readonly findings: readonly string[];
  /** Quirks that rewrote the request. */
  readonly quirks: readonly string[];
  /** The filter, where it had to be rewritten. */
  readonly filter?: string;
  readonly pieces: readonly PieceTrace[];
  /** Calls to Keycloak, in their order. */
  readonly calls: readonly string[];
  /** What the client would be answered: the status, what an error says, how many a list finds. */
  readonly answer: {
    readonly status: number;
    readonly detail?: string;
    readonly totalResults?: number;
  };
}

/** A user of the realm, explained. */
export interface StoredExplanation {
  readonly profile: string;
  readonly findings: readonly string[];
  readonly id: string;
  readonly rows: readonly RowTrace[];
}

/** What is explained in: `calls` is told every read of the tenant's realm. */
export interface ExplainContext {
  readonly tenant: Tenant;
  /** The calls that the tenant's realm has made; emptied and filled. */
  readonly calls: string[];
}

const findingsOf = ({ findings }: Tenant): string[] => findings.map(formatFinding);

/** The resource that a request changes, as clients see it; an empty one when there is none. */
async function currentOf(tenant: Tenant, about: 'user' | 'group', id: string): Promise<JsonObject> {
  if (about === 'user') {
    const user = await tenant.realm.users.get(id);
    return user === undefined ? emptyObject() : withoutOwn(toResource(tenant, user));
  }
  const group = await tenant.realm.groups.get(id);
  return group === undefined ? emptyObject() : withoutOwn(toGroupResource(tenant, group));
}

async function piecesOf(
  tenant: Tenant,
  endpoints: readonly Endpoint[],
  { method, target, body }: ExplainRequest,
): Promise<Pick<Explanation, 'quirks' | 'filter' | 'pieces'>> {
  const { operation, id, query } = findOperation(endpoints, method, target);
  const { profile } = tenant;
  const wire = wireOf(tenant, method, operation, body, query);
  const { request, applied } = applyQuirks(tenant.quirks, wire);
  const filter =
    request.filter !== undefined && request.filter !== wire.filter ? { filter: request.filter } : {};
  if (operation.message === 'resource') {
    return { quirks: applied, ...filter, pieces: explainResource(profile, wire) };
  }
  const pieces =
    operation.message === 'patch'
      ? explainPatch(profile, wire, await currentOf(tenant, operation.about, id))
      : [];
  return { quirks: applied, ...filter, pieces };
}

/** Says what the bridge would make of a request: the same code runs, on a realm that is read and not written. */
export async function explainRequest(
  { tenant, calls }: ExplainContext,
  request: ExplainRequest,
): Promise<Explanation> {
  const endpoints = createScimApi({
    locks: createLocks(),
    brake: NO_BRAKE,
    alarm: () => undefined,
    onIncomplete: () => undefined,
  });
  const common = { profile: tenant.profile.name, findings: findingsOf(tenant) };
  let pieces: Pick<Explanation, 'quirks' | 'filter' | 'pieces'> = { quirks: [], pieces: [] };
  calls.length = 0;
  try {
    const { body } = request;
    pieces = await piecesOf(tenant, endpoints, request);
    calls.length = 0;
    const realm = dryRun(tenant.realm, {
      onWrite: (call) => calls.push(call),
      aside: async (work) => {
        const before = [...calls];
        const result = await work();
        calls.splice(0, calls.length, ...before);
        return result;
      },
    });
    const rehearsed: Tenant = { ...tenant, realm };
    const answered = await dispatch(rehearsed, endpoints, {
      method: request.method,
      target: request.target,
      body: () =>
        body === undefined
          ? Promise.reject(new ScimError('invalidSyntax', 'The request has no body; send a JSON object.'))
          : Promise.resolve(body),
      readOnly: false,
      conditions: {},
      report: createReport(''),
    });
    const { status } = answered;
    const totalResults = answered.body?.totalResults;
    const answer = typeof totalResults === 'number' ? { status, totalResults } : { status };
    return { ...common, ...pieces, calls: [...calls], answer };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const { cause } = error;
    // The right that is missing here is one of whoever asks, not of the bridge.
    if (cause instanceof KeycloakError && cause.failure === 'refused') throw cause;
    const answer = { status: error.status, detail: error.message };
    return { ...common, ...pieces, calls: [...calls], answer };
  }
}

/** Says of a user of the realm, by id or user name, where each SCIM attribute is kept; `undefined` when there is none. */
export async function explainUser(
  { tenant }: ExplainContext,
  idOrName: string,
): Promise<StoredExplanation | undefined> {
  const { users } = tenant.realm;
  const byId = await users.get(idOrName);
  const value = idOrName.toLowerCase();
  const user = byId ?? (await users.find({ by: 'username', value }, { first: 0, max: 1 }))[0];
  if (user === undefined) return undefined;
  return {
    profile: tenant.profile.name,
    findings: findingsOf(tenant),
    id: user.id,
    rows: explainStored(tenant.userMapping, user),
  };
}
