import type { ResourceType } from '../../scim/schema/types.ts';
import { locatedRow, type LocatedRow } from '../document/layers.ts';
import type { Mistake, Place } from '../../documents/mistake.ts';
import { readRowPath } from '../document/rowPath.ts';
import type { Complain, RowCheck } from './rowCheck.ts';
import { ROW_MEMBERS } from '../document/soundPart.ts';
import type { Row, RowChange, UncertainMembers } from '../document/types.ts';
import {
  checkAliases,
  checkDeclaration,
  checkDirection,
  checkLookup,
  checkReturned,
  checkTransforms,
} from './fields.ts';
import { checkClash, checkMirrors, checkPrincipal, checkTarget } from './targets.ts';
import { checkPath } from './path.ts';
import { checkConflicts } from './conflicts.ts';
import { message } from '../../documents/text.ts';

/** The row that every mapping of a resource type needs: SCIM path and target in Keycloak. */
const IDENTITY: Readonly<Record<string, readonly [scim: string, keycloak: string]>> = {
  User: ['userName', 'username'],
  Group: ['displayName', 'name'],
};

const complainTo =
  (mistakes: Mistake[]) =>
  (located: LocatedRow): Complain =>
  (member, code, sentence, hint) => {
    mistakes.push({ ...(located.places[member] ?? located.places.scim), code, sentence, hint });
  };

const NONE: ReadonlySet<keyof Row> = new Set();

/** The members that say the type of an attribute. */
const TYPE: readonly (keyof Row)[] = ['type', 'multiValued'];

/** The checks of a row, each with the members that it depends on; `scim` stands for the type of the attribute. */
const CHECKS: readonly (readonly [check: (rowCheck: RowCheck) => void, ...reads: (keyof Row)[]])[] = [
  [checkPath],
  [checkTarget, 'keycloak'],
  [checkMirrors, 'mirror'],
  [checkPrincipal, 'scim', 'principal'],
  [checkClash, 'scim', 'keycloak', 'transforms'],
  [checkTransforms, 'scim', 'transforms'],
  [checkLookup, 'scim', 'lookup', 'direction', 'transforms'],
  [checkDeclaration],
  [checkDirection, 'direction'],
  [checkReturned, 'required', 'returned', 'direction'],
  [checkAliases, 'scim', 'aliases'],
];

/** Finds every mistake in one row. */
export function checkRow(
  located: LocatedRow,
  type: ResourceType,
  isPreset: (file: string) => boolean,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const { row, places } = located;
  const rowCheck: RowCheck = {
    row,
    type,
    path: readRowPath(type, row.scim),
    isPreset: (member) => isPreset((places[member] ?? places.scim).file),
    complain: complainTo(mistakes)(located),
  };
  const { uncertain = NONE } = located;
  const isUncertain = (member: keyof Row): boolean =>
    uncertain.has(member) ||
    // Only of an attribute that no schema declares does the row say the type.
    (member === 'scim' && rowCheck.path.kind === 'undeclared' && TYPE.some((name) => uncertain.has(name)));
  for (const [check, ...reads] of CHECKS) if (!reads.some(isUncertain)) check(rowCheck);
  return mistakes;
}

/** Finds the mistakes that rows of a document have whatever they inherit. */
export function checkOwnRows(
  changes: readonly (RowChange | undefined)[],
  type: ResourceType,
  { file, pointer }: Place,
  uncertainMembers: UncertainMembers = new Map(),
): Mistake[] {
  return changes.flatMap((change, i) => {
    if (change === undefined || change.keycloak === null) return [];
    const inherited = ROW_MEMBERS.filter((member) => !(member in change));
    const uncertain = new Set([...inherited, ...(uncertainMembers.get(change) ?? [])]);
    const place = { file, pointer: `${pointer}/${i}` };
    return checkRow({ ...locatedRow(change, type, place), uncertain }, type, () => false);
  });
}

/** Finds every mistake in the rows of a resource type; `isPreset` tells the files of presets. */
export function checkRows(
  rows: readonly LocatedRow[],
  type: ResourceType,
  { file, pointer, isPreset }: { file: string; pointer: string; isPreset: (file: string) => boolean },
): Mistake[] {
  const mistakes = rows.flatMap((located) => checkRow(located, type, isPreset));
  const complain = complainTo(mistakes);
  checkConflicts(rows, isPreset, complain);
  const [scim = '', keycloak = ''] = IDENTITY[type.name] ?? [];
  const identity = rows.find(({ path }) => path === scim);
  if (identity === undefined) {
    mistakes.push({
      file,
      pointer,
      code: 'missingRow',
      sentence: message('"{scim}" must have a row: every {type} is known by it.', { scim, type: type.name }),
    });
  } else if (identity.uncertain?.has('keycloak') !== true && identity.row.keycloak !== keycloak) {
    complain(identity)(
      'keycloak',
      'wrongMember',
      message('"{scim}" must be kept in "{keycloak}".', { scim, keycloak }),
    );
  }
  if (!rows.some(({ path }) => path === 'externalId')) {
    mistakes.push({
      file,
      pointer,
      code: 'missingRow',
      sentence: message('"externalId" must have a row: clients know what they made by it.'),
    });
  }
  return mistakes;
}
