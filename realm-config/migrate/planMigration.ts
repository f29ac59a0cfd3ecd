import pLimit from 'p-limit';
import { readWindows } from '../../bridge/keycloak/port/readAll.ts';
import { MARKER_ROLE, type KeycloakRole } from '../../bridge/keycloak/port/roles.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { DEFAULT_SOURCE } from '../../bridge/credentials/principal.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { DROPS_UNDECLARED } from '../../bridge/tenants/lint.ts';
import { previewTenant } from '../../bridge/tenants/preview.ts';
import { countingRoles } from '../../bridge/tenants/references/defaultGrants.ts';
import { SOURCE_ATTRIBUTE } from '../../bridge/tenants/scimAttributes.ts';
import type { Tenant } from '../../bridge/tenants/tenant.ts';
import { LOOKUP_ATTRIBUTE } from '../../mappers/compile/lookupKey.ts';
import { CommandError } from '../commandError.ts';
import { externalIdAttributes } from './adoption.ts';
import { FORMER_SERVERS, type FormerServerName, type Note } from './formerServer.ts';
import { countNames } from './names.ts';
import { createSorter, type Candidate, type Sorted } from './sorter.ts';
import { judgeGroup, judgeUser, type UserRules } from './verdict.ts';

/** How many users or groups are worked on at the same time. */
export const CONCURRENCY = 8;

/** What a migration is to be made with. */
export interface MigrationRequest {
  readonly from: FormerServerName;
  /** The source that users are to belong to; by default the one of credentials that name none. */
  readonly source?: string | undefined;
  readonly tenantDefaults: Parameters<typeof previewTenant>[1];
  /** Called now and then with the number of users that were read. */
  readonly onRead?: (users: number) => void;
}

/** What a migration is about to do in a realm. */
export interface MigrationPlan {
  readonly from: FormerServerName;
  readonly tenant: Tenant;
  readonly rules: UserRules;
  readonly users: Sorted;
  readonly groups: Sorted;
  /** The role that adopted users get; `undefined` if the rules of the realm do not give it. */
  readonly role: KeycloakRole | undefined;
  readonly notes: readonly Note[];
}

/** Opens the realm as it is served; throws if the bridge could not find there afterwards what is adopted. */
async function openTenant({ realm }: RealmSetup, { tenantDefaults }: MigrationRequest): Promise<Tenant> {
  const tenant = await previewTenant(realm, tenantDefaults, {});
  if (tenant.endpointId === undefined) {
    throw new CommandError(
      `Realm "${realm.name}" has no client "${SCIM_CLIENT_ID}" yet: run "enable ${realm.name}" first, with its mapping and rules.`,
      { code: 'notEnabled' },
    );
  }
  const attributes = externalIdAttributes(tenant.userMapping);
  if (attributes.length === 0) {
    throw new CommandError(
      `The mapping of realm "${realm.name}" keeps externalId in a field of Keycloak's own: give it an attribute in the row "externalId".`,
    );
  }
  const written = [...attributes, LOOKUP_ATTRIBUTE, SOURCE_ATTRIBUTE];
  if (written.some((name) => tenant.dropped.has(name))) throw new CommandError(DROPS_UNDECLARED);
  return tenant;
}

/** The sources that the credentials of a realm have. */
const sourcesOf = ({ credentials: { tokens, issuers, realmTokens } }: Tenant): readonly string[] => [
  ...new Set(
    [
      ...tokens.filter(({ revoked }) => revoked === undefined),
      ...issuers,
      ...(realmTokens === undefined ? [] : [realmTokens]),
    ].map(({ source = DEFAULT_SOURCE }) => source),
  ),
];

/** Refuses a source that no credential has in a realm where each sees its own users only: nobody would find them. */
function checkSource(tenant: Tenant, source: string): void {
  const sources = sourcesOf(tenant);
  if (tenant.config.ownership !== 'own' || sources.includes(source)) return;
  const known =
    sources.length === 0 ? 'it has none' : `there is ${sources.map((name) => `"${name}"`).join(', ')}`;
  throw new CommandError(
    `No credential of realm "${tenant.realm.name}" has the source "${source}" (${known}), and each source sees its own users only: say with --source whose users these are.`,
  );
}

/** How many users wait at most for the question whether they administer the realm. */
const CHECKED_TOGETHER = 200;

/** Leaves out who administers the realm. */
async function withoutAdministrators(sorted: Sorted, { realm, config }: Tenant): Promise<Sorted> {
  const limit = pLimit(CONCURRENCY);
  const administrators = countNames();
  const candidates: Candidate[] = [];
  const administers = async ({ id }: Candidate): Promise<boolean> =>
    countingRoles(config, await realm.administration.ofUser(id)).length > 0;
  for (let first = 0; first < sorted.candidates.length; first += CHECKED_TOGETHER) {
    const some = sorted.candidates.slice(first, first + CHECKED_TOGETHER);
    const answers = await limit.map(some, administers);
    for (const [at, candidate] of some.entries()) {
      if (answers[at] === true) administrators.add(candidate.name);
      else candidates.push(candidate);
    }
  }
  const names = administrators.names();
  const skipped = new Map([
    ...sorted.skipped,
    ...(names.count === 0 ? [] : [['administrator', names] as const]),
  ]);
  return { ...sorted, candidates, skipped };
}

async function sortUsers(
  { realm }: Tenant,
  rules: UserRules,
  onRead: MigrationRequest['onRead'],
): Promise<Sorted> {
  const sorter = createSorter();
  let read = 0;
  for await (const window of readWindows((at) => realm.users.find({ by: 'all' }, at))) {
    for (const user of window) sorter.add({ id: user.id, name: user.username }, judgeUser(user, rules));
    read += window.length;
    onRead?.(read);
  }
  return sorter.sorted();
}

async function sortGroups({ realm, config, groupMapping }: Tenant): Promise<Sorted> {
  const sorter = createSorter();
  // Where SCIM groups are roles, groups of Keycloak are nothing to SCIM.
  if (config.groups?.as === 'roles') return sorter.sorted();
  for await (const window of readWindows((at) => realm.groups.find({ by: 'all' }, at))) {
    for (const group of window) sorter.add(group, judgeGroup(group, groupMapping));
  }
  return sorter.sorted();
}

const GROUPS_ARE_ROLES: Note = {
  where: 'groups',
  sentence:
    'The SCIM groups of this realm are roles, so that the groups of the former server stay as they are.',
  remedy: 'The identity provider makes its groups anew, as roles.',
};

/** The role that marks users whom SCIM created, if the rules of the realm give it. */
async function markerRole({ realm, config }: Tenant): Promise<KeycloakRole | undefined> {
  if (config.onboarding?.markerRole !== true) return undefined;
  const role = await realm.roles.find(MARKER_ROLE);
  if (role !== undefined) return role;
  throw new CommandError(`Realm "${realm.name}" has no role "${MARKER_ROLE}": run "enable ${realm.name}".`);
}

/** Plans to adopt the users and groups that another SCIM server made in a realm; writes nothing. */
export async function planMigration(setup: RealmSetup, request: MigrationRequest): Promise<MigrationPlan> {
  const { from, source = DEFAULT_SOURCE, onRead } = request;
  const tenant = await openTenant(setup, request);
  checkSource(tenant, source);
  const { config, settings, profile, userMapping: mapping } = tenant;
  const traces = await FORMER_SERVERS[from].readTraces({ setup, settings, rows: profile.user.rows });
  const rules: UserRules = { traces, mapping, config, source };
  const users = await withoutAdministrators(await sortUsers(tenant, rules, onRead), tenant);
  const groups = await sortGroups(tenant);
  const role = await markerRole(tenant);
  const notes = [...traces.notes, ...(config.groups?.as === 'roles' ? [GROUPS_ARE_ROLES] : [])];
  return { from, tenant, rules, users, groups, role, notes };
}
