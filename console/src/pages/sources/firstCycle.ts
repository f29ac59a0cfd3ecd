import type { AdminBodies } from '../../../../bridge/admin/contract.ts';
import type { UserList } from './userList.ts';

type Explanation = AdminBodies['POST /explain/cycle'];

/** What a first cycle would do with one user. */
export type CycleUser = Explanation['users'][number];

/** What can come of a user. */
export type Outcome = CycleUser['outcome'];

/** How many users are sent at once: the bridge takes more, but nobody sees how far it is. */
const USERS_AT_ONCE = 250;

/** A list in parts that are sent one after the other. */
export function partsOf(users: UserList['users']): readonly UserList['users'][] {
  const count = Math.ceil(users.length / USERS_AT_ONCE);
  return Array.from({ length: count }, (_none, at) =>
    users.slice(at * USERS_AT_ONCE, (at + 1) * USERS_AT_ONCE),
  );
}

/** A user in the list: what names another row names its line, and the sentence about it goes. */
function withLines({ conflicts, ...user }: CycleUser, lineOf: (row: number) => number): CycleUser {
  const located = { ...user, row: lineOf(user.row) };
  if (conflicts === undefined) return located;
  const isRepeat = conflicts.some((other) => 'row' in other);
  return {
    ...located,
    conflicts: conflicts.map((other) => ('row' in other ? { row: lineOf(other.row) } : other)),
    notes: isRepeat ? [] : user.notes,
  };
}

/** The answer to a part, with the lines of the list as rows. */
export const inList = (explained: Explanation, part: UserList['users']): readonly CycleUser[] =>
  explained.users.map((user) => withLines(user, (row) => part[row - 1]?.line ?? row));

/** How many users have each outcome; outcomes of nobody are left out. */
export function countsOf(users: readonly CycleUser[]): readonly (readonly [Outcome, number])[] {
  const byOutcome = Map.groupBy(users, ({ outcome }) => outcome);
  return [...byOutcome].map(([outcome, of]) => [outcome, of.length] as const);
}

/** The names of those who stand in the way: users of the realm, or lines of the list. */
export const conflictsOf = (
  { conflicts = [] }: CycleUser,
  nameOfLine: (line: number) => string = (line) => `#${line}`,
): readonly string[] => conflicts.map((other) => ('row' in other ? nameOfLine(other.row) : other.name));

/** The columns of the export, by their names, which stay the same in every language. */
export const csvRows = (
  users: readonly CycleUser[],
): readonly (readonly (string | number | undefined)[])[] => [
  ['row', 'userName', 'outcome', 'match', 'user', 'userId', 'changes', 'conflicts', 'status', 'notes'],
  ...users.map((user) => [
    ...[user.row, user.userName, user.outcome, user.match, user.user?.name, user.user?.id],
    ...[user.changes.join(' '), conflictsOf(user).join(' '), user.status, user.notes.join(' ')],
  ]),
];
