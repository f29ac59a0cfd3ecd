import type { ResourceType } from '../../scim/schema/types.ts';
import type { LocatedRow } from '../document/layers.ts';
import type { Mistake } from '../../documents/mistake.ts';
import { readRowPath } from '../document/rowPath.ts';
import type { Complain, Examined } from './rowCheck.ts';
import { checkAliases, checkRowMembers, checkTargets, checkTransforms } from './fields.ts';
import { checkPath } from './path.ts';
import { checkTogether } from './conflicts.ts';

/** The rows that a resource cannot be without: SCIM path and where Keycloak keeps it. */
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
  const examined: Examined = {
    row,
    type,
    path: readRowPath(type, row.scim),
    isPreset: (member) => isPreset((places[member] ?? places.scim).file),
    complain: complainTo(mistakes)(located),
  };
  checkPath(examined);
  checkTargets(examined);
  checkTransforms(examined);
  checkRowMembers(examined);
  checkAliases(examined);
  return mistakes;
}

/** Finds every mistake in the rows of a resource type; `presets` says which files are the bridge's own. */
export function checkRows(
  rows: readonly LocatedRow[],
  type: ResourceType,
  { file, pointer, isPreset }: { file: string; pointer: string; isPreset: (file: string) => boolean },
): Mistake[] {
  const mistakes = rows.flatMap((located) => checkRow(located, type, isPreset));
  const complain = complainTo(mistakes);
  checkTogether(rows, isPreset, complain);
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
