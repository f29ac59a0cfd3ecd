import { applyQuirks } from '../../mappers/rewriting/quirk.ts';
import { explainPatch, explainResource, type PieceTrace } from '../../mappers/explain/request.ts';
import { explainStored, type RowTrace } from '../../mappers/explain/trace.ts';
import { dispatch, findOperation, wireOf } from './dispatch.ts';
import type { KeycloakUser } from '../keycloak/port/users.ts';
import { checkVisible } from '../lifecycle/visibility.ts';
import { SOURCE_ATTRIBUTE } from '../tenants/scimAttributes.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import { dryRun } from '../resources/dryRun.ts';
import { toGroupResource } from '../resources/groups/groupView.ts';
import { toContent, withoutOwn } from '../resources/users/userView.ts';
import { ScimError } from '../../scim/errors.ts';
import { emptyObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { Endpoint } from './endpoint.ts';
import { ownAttributesOf, type OwnAttribute } from './ownAttributes.ts';
import { createReport } from './report.ts';
import { createDryScimApi } from './useCases.ts';
import { formatFinding } from '../tenants/lint.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** A request to explain. */
export interface ExplainRequest {
  readonly method: string;
  /** Path and query below the realm's SCIM URL, such as `/Users`. */
  readonly target: string;
  readonly body: Json | undefined;
}

/** What the bridge would do with a request; nothing is written. */
export interface Explanation {
  readonly profile: string;
  /** Findings about the realm's mapping. */
  readonly findings: readonly string[];
  /** Quirks that rewrote the request. */
  readonly quirks: readonly string[];
  /** The rewritten filter; absent if no quirk changed it. */
  readonly filter?: string;
  readonly pieces: readonly PieceTrace[];
  /** Calls to Keycloak, in order. */
  readonly calls: readonly string[];
  /** What the journal would say besides, for operators. */
  readonly notes: readonly string[];
  /** The response to the client: status, detail of an error, number of results of a list. */
  readonly answer: {
    readonly status: number;
    readonly detail?: string;
    readonly totalResults?: number;
  };
}

/** Where each SCIM attribute of a user is stored. */
export interface StoredExplanation {
  readonly profile: string;
  readonly findings: readonly string[];
  readonly id: string;
  /** Why clients do not see the user; absent if they do. */
  readonly hidden?: string;
  readonly rows: readonly RowTrace[];
  /** Attributes that the bridge keeps for itself. */
  readonly own: readonly OwnAttribute[];
}

/** A tenant whose calls to Keycloak are recorded. */
export interface ExplainContext {
  readonly tenant: Tenant;
  /** The recorded calls; an explanation empties and fills the list. */
  readonly calls: string[];
}

const findingsOf = ({ findings }: Tenant): string[] => findings.map(formatFinding);

/** The resource that a request changes, as clients see it; empty if there is none. */
async function currentOf(tenant: Tenant, about: 'user' | 'group', id: string): Promise<JsonObject> {
  if (about === 'user') {
    const user = await tenant.realm.users.get(id);
    return user === undefined ? emptyObject() : toContent(tenant, user);
  }
  const group = await tenant.realm.groups.get(id);
  return group === undefined ? emptyObject() : withoutOwn(toGroupResource(tenant, group));
}

/** Explains the quirks and the attributes of a request. */
async function piecesOf(
  tenant: Tenant,
  endpoints: readonly Endpoint[],
  { method, target, body }: ExplainRequest,
): Promise<Pick<Explanation, 'quirks' | 'filter' | 'pieces'>> {
  const { operation, id, query } = findOperation(endpoints, method, target, tenant.quirks);
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

/** Explains a request by running the same code as for a real one, on a realm that is not written to. */
export async function explainRequest(
  { tenant, calls }: ExplainContext,
  request: ExplainRequest,
): Promise<Explanation> {
  const endpoints = createDryScimApi();
  const common = { profile: tenant.profile.name, findings: findingsOf(tenant) };
  let pieces: Pick<Explanation, 'quirks' | 'filter' | 'pieces'> = { quirks: [], pieces: [] };
  const report = createReport('');
  const explained = () => ({ ...common, ...pieces, calls: [...calls], notes: report.facts.notes });
  calls.length = 0;
  try {
    const { body } = request;
    pieces = await piecesOf(tenant, endpoints, request);
    calls.length = 0;
    const realm = dryRun(tenant.realm, {
      onWrite: (call) => calls.push(call),
      settings: tenant.settings,
      aside: async (work) => {
        const before = [...calls];
        const result = await work();
        calls.splice(0, calls.length, ...before);
        return result;
      },
    });
    const dryTenant: Tenant = { ...tenant, realm };
    const response = await dispatch(dryTenant, endpoints, {
      method: request.method,
      target: request.target,
      body: () =>
        body === undefined
          ? Promise.reject(new ScimError('invalidSyntax', 'The request has no body; send a JSON object.'))
          : Promise.resolve(body),
      readOnly: false,
      conditions: {},
      report,
    });
    const { status } = response;
    const totalResults = response.body?.totalResults;
    const answer = typeof totalResults === 'number' ? { status, totalResults } : { status };
    return { ...explained(), answer };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const { cause } = error;
    // The explanation reads with the caller's token: the missing right is the caller's, not the bridge's.
    if (cause instanceof KeycloakError && cause.failure === 'refused') throw cause;
    const answer = { status: error.status, detail: error.message };
    return { ...explained(), answer };
  }
}

/** Says why clients do not see a user; `undefined` if they do. */
async function hiddenBecause(tenant: Tenant, user: KeycloakUser): Promise<string | undefined> {
  const { config } = tenant;
  const isThere = await checkVisible({ ...tenant, config: { ...config, ownership: 'all' } }, user);
  if (!isThere) return 'The user was deleted through SCIM and is hidden ("delete": "hide"): answered 404.';
  if (config.ownership !== 'own') return undefined;
  const [source] = user.attributes[SOURCE_ATTRIBUTE] ?? [];
  if (source === undefined)
    return 'The user is of no source ("ownership": "own"): every client is answered 404.';
  return source === tenant.source
    ? undefined
    : `The user is of source "${source}" ("ownership": "own"): clients of other sources are answered 404.`;
}

/** Explains where each SCIM attribute of a user is stored; `undefined` if there is no user of that id or user name. */
export async function explainUser(
  { tenant }: ExplainContext,
  idOrName: string,
): Promise<StoredExplanation | undefined> {
  const { users } = tenant.realm;
  const byId = await users.get(idOrName);
  const value = idOrName.toLowerCase();
  const user = byId ?? (await users.find({ by: 'username', value }, { first: 0, max: 1 }))[0];
  if (user === undefined) return undefined;
  const hidden = await hiddenBecause(tenant, user);
  const mapped = new Set(tenant.userMapping.rows.flatMap(({ targets }) => targets));
  return {
    profile: tenant.profile.name,
    findings: findingsOf(tenant),
    id: user.id,
    ...(hidden === undefined ? {} : { hidden }),
    rows: explainStored(tenant.userMapping, user),
    own: ownAttributesOf(user, mapped),
  };
}
