import { SOURCE_ATTRIBUTE } from '../../bridge/tenants/scimAttributes.ts';
import type { Adopted } from '../migrate/applyMigration.ts';
import { externalIdAttributes } from '../migrate/adoption.ts';
import { FORMER_SERVERS, type OrganizationMembers } from '../migrate/formerServer.ts';
import { countNames, type Names } from '../migrate/names.ts';
import type { MigrationPlan } from '../migrate/planMigration.ts';
import type { Sorted } from '../migrate/sorter.ts';
import { SKIPPED } from '../migrate/verdict.ts';
import { count, MARK } from './plan.ts';

/** Names as a list, with the number of those that are not shown. */
function listNames({ count: total, first }: Names): string {
  const rest = total - first.length;
  return `${first.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

/** How many users or groups are to be adopted, and the first names. */
function adoptedNames({ candidates }: Sorted): Names {
  const counter = countNames();
  for (const { name } of candidates) counter.add(name);
  return counter.names();
}

/** What is written into the users that are adopted. */
function userFields({ rules: { traces, mapping, source }, role, users }: MigrationPlan): string[] {
  const [place = ''] = externalIdAttributes(mapping);
  const isCopied = traces.attribute !== undefined && traces.attribute !== place;
  const withoutId = users.candidates.filter(({ externalId }) => externalId === undefined).length;
  return [
    isCopied
      ? `externalId: from user attribute "${traces.attribute}", which stays, to "${place}"`
      : `externalId: stays in user attribute "${place}", with its lookup key`,
    ...(withoutId === 0 ? [] : [`${withoutId} without externalId: clients find them by userName`]),
    `source: "${source}" in user attribute "${SOURCE_ATTRIBUTE}"`,
    ...(role === undefined ? [] : [`role: ${role.name}`]),
  ];
}

/** What is written into the groups that are adopted. */
const groupFields = ({ tenant: { groupMapping } }: MigrationPlan): string[] => [
  `externalId: from group attribute "externalId", which stays, to "${externalIdAttributes(groupMapping)[0] ?? ''}"`,
];

/** What becomes of users, or of groups, as lines. */
function sortedLines(thing: string, sorted: Sorted, fields: readonly string[]): string[] {
  const names = adoptedNames(sorted);
  const { found, strangers, skipped } = sorted;
  return [
    ...(names.count === 0
      ? []
      : [
          `  ${MARK.changed} ${count(names.count, thing)}: ${listNames(names)}`,
          ...fields.map((field) => `      ${field}`),
        ]),
    ...[...skipped].flatMap(([reason, skippedNames]) => [
      `  ! ${count(skippedNames.count, thing)} left out: ${listNames(skippedNames)}`,
      `      ${SKIPPED[reason].sentence} ${SKIPPED[reason].remedy}`,
    ]),
    ...(found === 0 ? [] : [`  ${MARK.kept} ${count(found, thing)} that clients of the bridge find already`]),
    ...(strangers === 0
      ? []
      : [`  . left alone: ${count(strangers, thing)} that nothing shows to be of the former server`]),
  ];
}

/** Maximum number of organizations that are shown. */
const SHOWN_ORGANIZATIONS = 10;

/** Which users of the former server are members of which organization, as lines. */
function organizationLines(organizations: readonly OrganizationMembers[] = []): string[] {
  const rest = organizations.length - SHOWN_ORGANIZATIONS;
  return [
    ...organizations
      .slice(0, SHOWN_ORGANIZATIONS)
      .map(
        ({ alias, members }) =>
          `  . organization "${alias}" keeps ${count(members.count, 'member')}: ${listNames(members)}`,
      ),
    ...(rest > 0 ? [`  . ${count(rest, 'more organization')}, listed by --json`] : []),
  ];
}

/** Whether there is something to adopt. */
export const isEmpty = ({ users, groups }: MigrationPlan): boolean =>
  users.candidates.length + groups.candidates.length === 0;

/** How many users and groups, in words. */
const amount = (users: number, groups: number): string =>
  [...(users === 0 ? [] : [count(users, 'user')]), ...(groups === 0 ? [] : [count(groups, 'group')])].join(
    ' and ',
  );

/** A planned migration as lines. */
export function migrationLines(plan: MigrationPlan): string[] {
  const { from, tenant, rules, users, groups, notes } = plan;
  const what = isEmpty(plan)
    ? 'nothing to adopt'
    : `${amount(users.candidates.length, groups.candidates.length)} to adopt`;
  return [
    `Realm ${tenant.realm.name}: ${what} from ${FORMER_SERVERS[from].title}`,
    ...sortedLines('user', users, userFields(plan)),
    ...sortedLines('group', groups, groupFields(plan)),
    ...organizationLines(rules.traces.organizations),
    ...notes.flatMap(({ where, sentence, remedy }) => [`  ! ${where}: ${sentence}`, `      ${remedy}`]),
  ];
}

/** What a migration did, as lines. */
export const adoptedLine = ({ tenant: { realm } }: MigrationPlan, { users, groups }: Adopted): string =>
  `Realm ${realm.name}: ${users + groups === 0 ? 'nothing' : amount(users, groups)} adopted`;

const sortedJson = (sorted: Sorted): object => ({
  adopt: adoptedNames(sorted),
  found: sorted.found,
  skipped: [...sorted.skipped].map(([reason, names]) => ({ reason, ...names })),
  strangers: sorted.strangers,
});

/** A planned migration as the members of a JSON object. */
export const migrationJson = (plan: MigrationPlan): object => ({
  from: plan.from,
  source: plan.rules.source,
  attribute: plan.rules.traces.attribute,
  users: sortedJson(plan.users),
  groups: sortedJson(plan.groups),
  organizations: plan.rules.traces.organizations,
  notes: plan.notes,
});
