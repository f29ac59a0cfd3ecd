import pLimit from 'p-limit';
import { KeycloakError } from '../../bridge/keycloak/port/errors.ts';
import { CommandError } from '../commandError.ts';
import { failureOf } from '../failure.ts';
import { adoptedUser, withExternalId } from './adoption.ts';
import { CONCURRENCY, type MigrationPlan } from './planMigration.ts';
import type { Candidate } from './sorter.ts';
import { judgeGroup, judgeUser, type Verdict } from './verdict.ts';

/** A user or group that could not be adopted. */
interface FailedAdoption {
  readonly name: string;
  readonly problem: string;
}

/** What a migration did. */
export interface Adopted {
  users: number;
  groups: number;
  /** How many could not be adopted. */
  failed: number;
  /** The first of these. */
  readonly failures: FailedAdoption[];
}

/** How many failures are told one by one. */
const SHOWN_FAILURES = 10;

/** How many users are read again before they are written, so that no write rests on something old. */
const BATCH = 80;

/** Failures that are about one user or group; after any other, the next would fail as well. */
const OF_ONE = ['conflict', 'invalid', 'readOnly', 'notFound', 'unexpected'];

/** Refuses what is not as it was planned any more. */
function checkUnchanged(verdict: Verdict, { externalId }: Candidate): void {
  if (verdict.kind === 'adopt' && verdict.externalId === externalId) return;
  throw new CommandError('It has changed since it was shown.');
}

/** Adopts what was planned, some at a time; what fails for one of them keeps none of the others. */
async function adoptEach<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  adopted: Adopted,
  adopt: (item: Item) => Promise<void>,
): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const outages: KeycloakError[] = [];
  await limit.map(items, async (item) => {
    if (outages.length > 0) return;
    try {
      await adopt(item);
    } catch (error) {
      if (error instanceof KeycloakError && !OF_ONE.includes(error.failure)) {
        outages.push(error);
        return;
      }
      if (!(error instanceof KeycloakError || error instanceof CommandError)) throw error;
      adopted.failed += 1;
      if (adopted.failures.length < SHOWN_FAILURES) {
        adopted.failures.push({ name: nameOf(item), problem: failureOf(error).message });
      }
    }
  });
  const [outage] = outages;
  if (outage !== undefined) throw outage;
}

async function adoptUsers(
  plan: MigrationPlan,
  candidates: readonly Candidate[],
  adopted: Adopted,
): Promise<void> {
  const { tenant, rules, role } = plan;
  const { users, roles } = tenant.realm;
  const current = new Map(
    (
      await users.byIds(
        candidates.map(({ id }) => id),
        { brief: false },
      )
    ).map((user) => [user.id, user]),
  );
  await adoptEach(
    candidates,
    ({ name }) => name,
    adopted,
    async (candidate) => {
      const user = current.get(candidate.id);
      // Whoever was deleted meanwhile needs no adoption.
      if (user === undefined) return;
      checkUnchanged(judgeUser(user, rules), candidate);
      // The source says that a user is done, so it is written last.
      if (role !== undefined) await roles.give({ user: user.id }, [role]);
      const { externalId } = candidate;
      const { mapping, source } = rules;
      await users.replace(user.id, adoptedUser(user, { externalId, source, mapping }));
      adopted.users += 1;
    },
  );
}

async function adoptGroups({ tenant, groups: planned }: MigrationPlan, adopted: Adopted): Promise<void> {
  const { realm, groupMapping } = tenant;
  await adoptEach(
    planned.candidates,
    ({ name }) => name,
    adopted,
    async (candidate) => {
      const group = await realm.groups.get(candidate.id);
      if (group === undefined) return;
      checkUnchanged(judgeGroup(group, groupMapping), candidate);
      const { name, description, attributes } = withExternalId(
        group,
        candidate.externalId ?? '',
        groupMapping,
      );
      await realm.groups.replace(group.id, { name, description, attributes });
      adopted.groups += 1;
    },
  );
}

/**
 * Adopts the users and groups of a plan. `adopted` is counted up on the way, so that it is right also if Keycloak goes
 * away; the next run does the rest.
 */
export async function applyMigration(
  plan: MigrationPlan,
  adopted: Adopted,
  onDone: (users: number) => void,
): Promise<void> {
  const { candidates } = plan.users;
  for (let first = 0; first < candidates.length; first += BATCH) {
    await adoptUsers(plan, candidates.slice(first, first + BATCH), adopted);
    onDone(Math.min(first + BATCH, candidates.length));
  }
  await adoptGroups(plan, adopted);
}
