import type { ResourceType } from '../../scim/schema/types.ts';
import type { LocatedRow } from '../document/layers.ts';
import type { Mistake } from '../../documents/mistake.ts';
import { readRowPath } from '../document/rowPath.ts';
import type { Complain, RowCheck } from './rowCheck.ts';
import { checkAliases, checkFields, checkTargets, checkTransforms } from './fields.ts';
import { checkPath } from './path.ts';
import { checkConflicts } from './conflicts.ts';

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
  checkPath(rowCheck);
  checkTargets(rowCheck);
  checkTransforms(rowCheck);
  checkFields(rowCheck);
  checkAliases(rowCheck);
  return mistakes;
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
      sentence: `"${scim}" must have a row: every ${type.name} is known by it.`,
    });
  } else if (identity.row.keycloak !== keycloak) {
    complain(identity)('keycloak', 'wrongMember', `"${scim}" must be kept in "${keycloak}".`);
  }
  if (!rows.some(({ path }) => path === 'externalId')) {
    mistakes.push({
      file,
      pointer,
      code: 'missingRow',
      sentence: '"externalId" must have a row: clients know what they made by it.',
    });
  }
  return mistakes;
}
