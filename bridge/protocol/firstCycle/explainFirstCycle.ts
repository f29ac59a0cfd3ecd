import pLimit from 'p-limit';
import { ScimError } from '../../../scim/errors.ts';
import { memberOf, objectOf, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { MESSAGES } from '../../../scim/messages.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Report } from '../report.ts';
import { createDryScimApi } from '../useCases.ts';
import {
  CYCLE_OUTCOMES,
  MATCH_ATTRIBUTES,
  type CycleExplanation,
  type CycleOutcome,
  type CycleUser,
  type MatchAttribute,
  type RealmUser,
} from './cycleUser.ts';
import { readRow, type CanonicalUser } from './readRow.ts';
import { createDryClient, search, type DryClient } from './dryClient.ts';
import { uniqueValues, withRepeats, type ExplainedRow } from './repeats.ts';

/** The users that a provider would send in its first cycle. */
export interface FirstCycle {
  readonly users: readonly JsonObject[];
  /** The attributes by which the provider looks for users. */
  readonly matchBy: readonly MatchAttribute[];
  /** The source of the users that the provider creates. */
  readonly source: string | undefined;
}

/** How many users are looked at at once. */
const CONCURRENCY = 8;

/** Finds the users of the realm that a row is taken for, by the first attribute that finds any. */
async function findMatch(
  client: DryClient,
  { match }: CanonicalUser,
  matchBy: readonly MatchAttribute[],
): Promise<{ readonly by: MatchAttribute; readonly found: readonly RealmUser[] } | undefined> {
  for (const by of MATCH_ATTRIBUTES) {
    if (!matchBy.includes(by) || match[by] === '') continue;
    const found = await search(client, by, match[by]);
    if (found.length > 0) return { by, found };
  }
  return undefined;
}

/** What comes of a row for which the realm has several users. */
const AMBIGUOUS = {
  outcome: 'conflict',
  status: 200,
  changes: [],
  notes: ['Several users of the realm have this value, so the provider cannot tell which of them it is.'],
} as const;

const OUTCOME_BY_ERROR: Partial<Readonly<Record<ScimError['code'], CycleOutcome>>> = {
  uniqueness: 'conflict',
  protected: 'protected',
};

/** Describes a refused row; throws an error that is not about the row. */
function refusedRow(
  error: unknown,
  { facts }: Report,
): Pick<CycleUser, 'outcome' | 'status' | 'notes' | 'conflicts'> {
  if (!(error instanceof ScimError)) throw error;
  const { cause, code, status, message, hint } = error;
  const isKeycloaks =
    cause instanceof KeycloakError && ['refused', 'unavailable', 'timeout'].includes(cause.failure);
  if (isKeycloaks) throw cause;
  const { conflict } = facts;
  const saysMore = code === 'protected' || code === 'misconfigured';
  return {
    outcome: OUTCOME_BY_ERROR[code] ?? 'refused',
    status,
    notes: [message, ...(saysMore && hint !== undefined ? [hint] : []), ...facts.notes],
    ...(conflict === undefined ? {} : { conflicts: [{ id: conflict.id, name: conflict.name }] }),
  };
}

function writtenOutcome(isMatched: boolean, { report, writeCount }: DryClient): CycleOutcome {
  if (isMatched) return writeCount() === 0 ? 'unchanged' : 'adopted';
  return report.facts.changes.some(({ what }) => what === 'restored') ? 'restored' : 'created';
}

/** Sends what a provider sends once it has looked for the user: a PATCH of the user, or a POST of a new one. */
async function write(
  client: DryClient,
  body: JsonObject,
  { resource }: CanonicalUser,
  user: RealmUser | undefined,
): Promise<Pick<CycleUser, 'outcome' | 'status' | 'notes' | 'user'>> {
  const { facts } = client.report;
  if (user !== undefined) {
    const operations = [{ op: 'replace', value: resource }];
    const { status } = await client.send('PATCH', `/Users/${encodeURIComponent(user.id)}`, {
      schemas: [MESSAGES.patch],
      Operations: operations,
    });
    return { outcome: writtenOutcome(true, client), status, notes: facts.notes };
  }
  const { status, body: created } = await client.send('POST', '/Users', body);
  const outcome = writtenOutcome(false, client);
  if (outcome !== 'restored' || created === undefined) return { outcome, status, notes: facts.notes };
  const restored = { id: textAt(created, 'id'), name: textAt(created, 'userName') };
  return { outcome, status, notes: facts.notes, user: restored };
}

/** Explains one row of the list. */
async function explainRow(
  tenant: Tenant,
  endpoints: readonly Endpoint[],
  { row, body, matchBy }: { readonly row: number; readonly body: JsonObject } & Pick<FirstCycle, 'matchBy'>,
): Promise<ExplainedRow> {
  const client = createDryClient(tenant, endpoints);
  const { report } = client;
  let known: Pick<CycleUser, 'row' | 'userName' | 'match' | 'user'> = { row };
  try {
    const canonical = readRow(tenant, report, body);
    const { userName } = canonical.match;
    if (userName !== '') known = { ...known, userName };
    const match = await findMatch(client, canonical, matchBy);
    if (match !== undefined) known = { ...known, match: match.by };
    const [user, ...others] = match?.found ?? [];
    if (others.length > 0) {
      const explained = { ...known, ...AMBIGUOUS, conflicts: match?.found ?? [] };
      return { explained, unique: [] };
    }
    if (user !== undefined) known = { ...known, user };
    const written = await write(client, body, canonical, user);
    const changes = [...new Set(report.facts.changes.map(({ what }) => what))];
    const explained = { ...known, ...written, changes };
    return { explained, unique: uniqueValues(tenant, explained, canonical.match) };
  } catch (error) {
    return { explained: { ...known, ...refusedRow(error, report), changes: [] }, unique: [] };
  }
}

/**
 * Explains what the first full cycle of a provider would do, by the same code as for its requests, on a realm that is not
 * written to.
 */
export async function explainFirstCycle(
  tenant: Tenant,
  { users, matchBy, source = tenant.source }: FirstCycle,
): Promise<CycleExplanation> {
  const endpoints = createDryScimApi();
  const schemas: Json = [tenant.userType.schema.id];
  const bodyOf = (user: JsonObject): JsonObject =>
    memberOf(user, 'schemas') === undefined
      ? objectOf([['schemas', schemas], ...Object.entries(user)])
      : user;
  const limit = pLimit(CONCURRENCY);
  const rows = await limit
    .map(users, (user, at) =>
      explainRow({ ...tenant, source }, endpoints, { row: at + 1, body: bodyOf(user), matchBy }),
    )
    .finally(() => {
      // After a failure that is not about a row, nobody waits for the others.
      limit.clearQueue();
    });
  const explained = withRepeats(rows);
  const countOf = (outcome: CycleOutcome): number =>
    explained.filter((user) => user.outcome === outcome).length;
  const counts = Object.fromEntries(CYCLE_OUTCOMES.map((outcome) => [outcome, countOf(outcome)]));
  return { counts: counts as CycleExplanation['counts'], users: explained };
}
