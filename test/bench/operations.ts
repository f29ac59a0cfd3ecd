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
  /** Numbers of seeded people. */
  readonly seeds: readonly number[];
  /** Where pages begin. */
  readonly firsts: readonly number[];
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

const filter =
  (find: 'findByUserName' | 'findByExternalId', by: 'userName' | 'externalId'): Operation['run'] =>
  async ({ contender, ids }, { seeds }, index) => {
    const n = at(seeds, index);
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

const groupName = (round: number, index: number): string => `Group ${1_000 + round} ${1_000 + index}`;

/** The operations in the order of a user's life, so that each round leaves the realms as it found them. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: 'create',
    waves: 5,
    run: async ({ contender, created }, { people }, index) => {
      created[index] = await contender.create(at(people, index));
    },
  },
  {
    name: 'get',
    waves: 5,
    run: async ({ contender, ids }, { seeds }, index) => {
      const id = at(ids, at(seeds, index));
      assert.equal((await contender.get(id)).id, id);
    },
  },
  { name: 'filter userName', waves: 5, run: filter('findByUserName', 'userName') },
  {
    name: 'filter externalId',
    waves: 5,
    without: 'native',
    run: filter('findByExternalId', 'externalId'),
  },
  {
    name: 'patch one attribute',
    waves: 5,
    run: onCreated((contender, id, { round }) => contender.patch(id, { familyName: `Family ${round}` })),
  },
  { name: 'deactivate', waves: 5, run: onCreated((contender, id) => contender.deactivate(id)) },
  {
    name: 'group create',
    waves: 5,
    run: async ({ contender, createdGroups }, { round }, index) => {
      createdGroups[index] = await contender.createGroup(groupName(round, index));
    },
  },
  {
    name: 'group by displayName',
    waves: 5,
    run: async ({ contender, createdGroups }, { round }, index) => {
      assert.deepEqual(await contender.findGroup(groupName(round, index)), [at(createdGroups, index)]);
    },
  },
  {
    name: `group add ${ADDED_AT_ONCE} members`,
    waves: 0.5,
    run: async ({ contender, createdGroups, ids }, { seeds }, index) => {
      const first = Math.max(0, Math.min(at(seeds, index), ids.length - ADDED_AT_ONCE));
      await contender.addMembers(at(createdGroups, index), ids.slice(first, first + ADDED_AT_ONCE));
    },
  },
  {
    name: `group get, ${SEEDED_GROUPS.middle.members} members`,
    waves: 5,
    run: async ({ contender, groups, ids }) => {
      const { members } = await contender.getGroup(groups.middle);
      assert.equal(members.length, Math.min(SEEDED_GROUPS.middle.members, ids.length));
    },
  },
  { name: 'member add, small group', waves: 5, run: onMembers('addMember', 'small') },
  { name: 'member remove, small group', waves: 5, run: onMembers('removeMember', 'small') },
  { name: 'member add, large group', waves: 5, run: onMembers('addMember', 'large') },
  { name: 'member remove, large group', waves: 5, run: onMembers('removeMember', 'large') },
  {
    name: 'group delete',
    waves: 5,
    run: (turn, _draw, index) => turn.contender.removeGroup(at(turn.createdGroups, index)),
  },
  {
    name: `list ${PAGE}`,
    waves: 2,
    run: async ({ contender, ids }, { firsts }, index) => {
      const { users } = await contender.list(at(firsts, index));
      assert.ok(users.length >= Math.min(PAGE, ids.length));
    },
  },
  { name: 'delete', waves: 5, run: onCreated((contender, id) => contender.remove(id)) },
];

/** Draws what an operation of a round works on. */
export function draw(round: number, size: number, seeded: number): Draw {
  const lot = (below: number): number => Math.floor(Math.random() * below);
  const indexes = Array.from({ length: size }, (_, index) => index);
  return {
    round,
    people: indexes.map((index) => person(seeded + round * size + index)),
    seeds: indexes.map(() => lot(seeded)),
    firsts: indexes.map(() => PAGE * lot(Math.max(1, Math.floor(seeded / PAGE)))),
  };
}
