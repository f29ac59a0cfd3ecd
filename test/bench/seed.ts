import { MEMBERS, type Contender, type Ground } from './contenders/contender.ts';
import { inParallel } from './inParallel.ts';
import { person } from './person.ts';

/** A contender with what its realm was seeded with. */
export interface Seeded {
  readonly contender: Contender;
  readonly realm: string;
  /** The id of the n-th person. */
  readonly ids: readonly string[];
  /** The id of a group whose members are the first {@link MEMBERS} people. */
  readonly group: string;
}

/** Users per import, and imports at once. */
const BATCH = 25;
const AT_ONCE = 4;

/** The name of the group that has members. */
const GROUP_NAME = 'Seeded group';

/** Puts the first so many people into a contender's realm, just as that contender would have stored them. */
export async function seed(
  contender: Contender,
  { admin, realm }: Ground,
  count: number,
  stop: AbortSignal,
): Promise<Seeded> {
  const people = Array.from({ length: count }, (_, n) => person(n));
  const found = new Map<string, string>();
  const group = await contender.createGroup(GROUP_NAME);
  await inParallel(Math.ceil(count / BATCH), AT_ONCE, stop, async (batch) => {
    const users = people.slice(batch * BATCH, (batch + 1) * BATCH).map((one, index) => ({
      ...contender.stored(one),
      ...(batch * BATCH + index < MEMBERS ? { groups: [`/${GROUP_NAME}`] } : {}),
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
  return { contender, realm, ids, group };
}
