import { SEEDED_GROUPS, type Contender, type Ground, type GroupSize } from './contenders/contender.ts';
import { inParallel } from './inParallel.ts';
import { person } from './person.ts';

/** A contender with what its realm was seeded with. */
export interface Seeded {
  readonly contender: Contender;
  readonly realm: string;
  /** The id of the n-th person. */
  readonly ids: readonly string[];
  /** The ids of the seeded groups. */
  readonly groups: Readonly<Record<GroupSize, string>>;
}

/** Users per import, and imports at once. */
const BATCH = 25;
const AT_ONCE = 4;

/** Puts the first so many people into a contender's realm, just as that contender would have stored them. */
export async function seed(
  contender: Contender,
  { admin, realm }: Ground,
  count: number,
  stop: AbortSignal,
): Promise<Seeded> {
  const people = Array.from({ length: count }, (_, n) => person(n));
  const found = new Map<string, string>();
  const groups = {
    small: await contender.createGroup(SEEDED_GROUPS.small.displayName),
    middle: await contender.createGroup(SEEDED_GROUPS.middle.displayName),
    large: await contender.createGroup(SEEDED_GROUPS.large.displayName),
  };
  const pathsOf = (n: number): string[] =>
    Object.values(SEEDED_GROUPS)
      .filter(({ members }) => n < members)
      .map(({ displayName }) => `/${displayName}`);
  await inParallel(Math.ceil(count / BATCH), AT_ONCE, stop, async (batch) => {
    const users = people.slice(batch * BATCH, (batch + 1) * BATCH).map((one, index) => ({
      ...contender.stored(one),
      groups: pathsOf(batch * BATCH + index),
      createdTimestamp: Date.now(),
      realmRoles: [`default-roles-${realm}`],
    }));
    const answer = await admin('POST', `/realms/${realm}/partialImport`, { ifResourceExists: 'FAIL', users });
    const { results } = answer.body as { results: { resourceName: string; id: string }[] };
    for (const { resourceName, id } of results) found.set(resourceName, id);
  });
  const ids = people.flatMap(({ userName }) => found.get(userName) ?? []);
  if (ids.length !== count)
    throw new Error(`Realm ${realm} was seeded with ${ids.length} of ${count} users.`);
  return { contender, realm, ids, groups };
}
