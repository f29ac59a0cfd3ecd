import { GROUP_TYPE, USER_TYPE } from '../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../scim/schema/types.ts';
import {
  applyConsoleMappers,
  isOfConsole,
  reservations,
  type ConsoleMapper,
} from './console/consoleMappers.ts';
import { layRows, type LocatedRow } from './document/layers.ts';
import { locatedPreset } from './document/presets.ts';
import type { Behaviours, MappingDocument, Row, RowChange } from './document/types.ts';

/** A SCIM attribute in a realm, and who says where Keycloak keeps it. */
export interface MappingRow {
  /** Canonical SCIM path. */
  readonly path: string;
  /** Who has the last word: the profile, a mapper in Keycloak's console, or the realm's own mapping. */
  readonly source: 'profile' | 'console' | 'realm';
  /** The row in force; absent if the realm's own mapping removes it. */
  readonly row?: Row;
  /** The row as it is without the realm's own mapping; absent if only that has it. */
  readonly inherited?: Row;
}

/** The rows of a realm, by resource type, and what the realm's own mapping inherits besides. */
export interface MappingRows {
  readonly user: readonly MappingRow[];
  readonly group: readonly MappingRow[];
  readonly inherited: {
    /** The quirks of the profile, in their order. */
    readonly quirks: readonly string[];
    readonly behaviours: Partial<Behaviours>;
  };
}

/** Where the realm's own rows come from. */
const OWN = 'realm';

const isOwn = ({ places }: LocatedRow): boolean => Object.values(places).some(({ file }) => file === OWN);

const sourceOf = (inherited: LocatedRow): MappingRow['source'] =>
  Object.values(inherited.places).some(isOfConsole) ? 'console' : 'profile';

function layered(
  inherited: readonly LocatedRow[],
  changes: readonly (RowChange | undefined)[],
  type: ResourceType,
): MappingRow[] {
  const { rows } = layRows(inherited, changes, { file: OWN, pointer: '' }, type);
  const inForce = new Map(rows.map((row) => [row.path, row]));
  const inheritedPaths = new Set(inherited.map(({ path }) => path));
  return [
    ...inherited.map((before): MappingRow => {
      const row = inForce.get(before.path);
      const source = row === undefined || isOwn(row) ? 'realm' : sourceOf(before);
      return {
        path: before.path,
        source,
        ...(row === undefined ? {} : { row: row.row }),
        inherited: before.row,
      };
    }),
    ...rows
      .filter(({ path }) => !inheritedPaths.has(path))
      .map(({ path, row }): MappingRow => ({ path, source: 'realm', row })),
  ];
}

/** Lists the rows of a realm with their sources; of a profile that there is not, there are none. */
export function mappingRows(
  profile: string,
  mappers: readonly ConsoleMapper[],
  { user = [], group = [] }: MappingDocument,
): MappingRows {
  const preset = locatedPreset(profile);
  if (preset === undefined) return { user: [], group: [], inherited: { quirks: [], behaviours: {} } };
  const { quirks, behaviours } = preset;
  const fromConsole = applyConsoleMappers(preset.user, mappers, USER_TYPE, reservations(user, USER_TYPE));
  return {
    user: layered(fromConsole.rows, user, USER_TYPE),
    group: layered(preset.group, group, GROUP_TYPE),
    inherited: { quirks, behaviours },
  };
}
