import assert from 'node:assert/strict';
import {
  ADDED_AT_ONCE,
  PAGE,
  SEEDED_GROUPS,
  type Contender,
  type ContenderName,
  type GroupSize,
} from './contenders/contender.ts';
import { person, type Person } from './person.ts';
import type { Seeded } from './seed.ts';

/** What an operation works on, drawn by lot once per round and operation and the same for every contender. */
export interface Draw {
  readonly round: number;
  /** People to create. */
  readonly people: readonly Person[];
  /** Places among the seeded people: 0 is the first of them, and 1 would be after the last. */
  readonly places: readonly number[];
}

/** One contender in one round. */
export interface Turn extends Seeded {
  /** Ids of the users that it has created in this round. */
  readonly created: string[];
  /** Ids of the groups that it has created in this round. */
  readonly createdGroups: string[];
}

/** Something that is measured. */
export interface Operation {
  readonly name: string;
  /** Operations in a block, per request under way at once. */
  readonly waves: number;
  /** Who cannot do it. */
  readonly without?: ContenderName;
  readonly run: (turn: Turn, draw: Draw, index: number) => Promise<void>;
}

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  assert.ok(found !== undefined);
  return found;
};

/** The number of the seeded person, or of the page, that was drawn. */
const drawnOf = (count: number, { places }: Draw, index: number): number =>
  Math.floor(at(places, index) * Math.max(1, count));

const filter =
  (find: 'findByUserName' | 'findByExternalId', by: 'userName' | 'externalId'): Operation['run'] =>
  async ({ contender, ids }, draw, index) => {
    const n = drawnOf(ids.length, draw, index);
    const users = await contender[find](person(n)[by]);
    assert.deepEqual(
      users.map(({ id }) => id),
      [at(ids, n)],
    );
  };

const onCreated =
  (work: (contender: Contender, id: string, draw: Draw) => Promise<void>): Operation['run'] =>
  (turn, draw, index) =>
    work(turn.contender, at(turn.created, index), draw);

const onMembers =
  (work: 'addMember' | 'removeMember', size: GroupSize): Operation['run'] =>
  (turn, _draw, index) =>
    turn.contender[work](turn.groups[size], at(turn.created, index));

/**
 * The usual length of a block, so that a round runs each operation some hundred times: the first thousand times, V8 and
 * Java spend more on compiling it than it takes.
 */
const BLOCK = 10;

const groupName = (round: number, index: number): string => `Group ${1_000 + round} ${1_000 + index}`;

/** The operations in the order of a user's life, so that each round leaves the realms as it found them. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: 'create',
    waves: BLOCK,
    run: async ({ contender, created }, { people }, index) => {
      created[index] = await contender.create(at(people, index));
    },
  },
  {
    name: 'get',
    waves: BLOCK,
    run: async ({ contender, ids }, draw, index) => {
      const id = at(ids, drawnOf(ids.length, draw, index));
      assert.equal((await contender.get(id)).id, id);
    },
  },
  { name: 'filter userName', waves: BLOCK, run: filter('findByUserName', 'userName') },
  {
    name: 'filter externalId',
    waves: BLOCK,
    without: 'native',
    run: filter('findByExternalId', 'externalId'),
  },
  {
    name: 'patch one attribute',
    waves: BLOCK,
    run: onCreated((contender, id, { round }) => contender.patch(id, { familyName: `Family ${round}` })),
  },
  { name: 'deactivate', waves: BLOCK, run: onCreated((contender, id) => contender.deactivate(id)) },
  {
    name: 'group create',
    waves: BLOCK,
    run: async ({ contender, createdGroups }, { round }, index) => {
      createdGroups[index] = await contender.createGroup(groupName(round, index));
    },
  },
  {
    name: 'group by displayName',
    waves: BLOCK,
    run: async ({ contender, createdGroups }, { round }, index) => {
      assert.deepEqual(await contender.findGroup(groupName(round, index)), [at(createdGroups, index)]);
    },
  },
  {
    name: `group add ${ADDED_AT_ONCE} members`,
    waves: 0.5,
    run: async ({ contender, createdGroups, ids }, draw, index) => {
      const first = drawnOf(ids.length - ADDED_AT_ONCE, draw, index);
      await contender.addMembers(at(createdGroups, index), ids.slice(first, first + ADDED_AT_ONCE));
    },
  },
  {
    name: `group get, ${SEEDED_GROUPS.middle.members} members`,
    waves: BLOCK,
    run: async ({ contender, groups, ids }) => {
      const { members } = await contender.getGroup(groups.middle);
      assert.equal(members.length, Math.min(SEEDED_GROUPS.middle.members, ids.length));
    },
  },
  { name: 'member add, small group', waves: BLOCK, run: onMembers('addMember', 'small') },
  { name: 'member remove, small group', waves: BLOCK, run: onMembers('removeMember', 'small') },
  { name: 'member add, large group', waves: BLOCK, run: onMembers('addMember', 'large') },
  { name: 'member remove, large group', waves: BLOCK, run: onMembers('removeMember', 'large') },
  {
    name: 'group delete',
    waves: BLOCK,
    run: (turn, _draw, index) => turn.contender.removeGroup(at(turn.createdGroups, index)),
  },
  {
    name: `list ${PAGE}`,
    waves: BLOCK / 4,
    run: async ({ contender, ids }, draw, index) => {
      const { users } = await contender.list(PAGE * drawnOf(Math.floor(ids.length / PAGE), draw, index));
      assert.ok(users.length >= Math.min(PAGE, ids.length));
    },
  },
  { name: 'delete', waves: BLOCK, run: onCreated((contender, id) => contender.remove(id)) },
];

/** The number of the first person that is created: more than any realm is seeded with. */
const FIRST_CREATED = 10_000_000;

/** Draws what an operation of a round works on. */
export function draw(round: number, size: number): Draw {
  const indexes = Array.from({ length: size }, (_, index) => index);
  return {
    round,
    people: indexes.map((index) => person(FIRST_CREATED + round * size + index)),
    places: indexes.map(() => Math.random()),
  };
}
