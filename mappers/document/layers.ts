import type { ResourceType } from '../../scim/schema/types.ts';
import type { Row, RowChange, UncertainMembers } from './types.ts';
import type { Mistake, Place } from '../../documents/mistake.ts';
import { didYouMean } from '../../documents/suggest.ts';
import { readRowPath } from './rowPath.ts';
import { message } from '../../documents/text.ts';

/** A row with the places in documents that its members come from. */
export interface LocatedRow {
  readonly row: Row;
  /** Canonical SCIM path. */
  readonly path: string;
  /** The place of each member; `scim` is the place of the row itself. */
  readonly places: Readonly<Partial<Record<keyof Row, Place>>> & { readonly scim: Place };
  /** The members whose values are not known because of mistakes; nothing that depends on them is checked. */
  readonly uncertain?: ReadonlySet<keyof Row>;
}

/** The rows of one resource type after all layers, and the mistakes in the layers. */
export interface Layered {
  readonly rows: readonly LocatedRow[];
  readonly mistakes: readonly Mistake[];
}

/** The place of the rows of one layer. */
export interface LayerPlace {
  readonly file: string;
  /** JSON pointer of the list of rows, such as `/user`. */
  readonly pointer: string;
}

const at = (place: Place, member: string): Place => ({ ...place, pointer: `${place.pointer}/${member}` });

/** A row of a document, over the one that it inherits. */
export function locatedRow(
  change: RowChange,
  type: ResourceType,
  place: Place,
  before?: LocatedRow,
): LocatedRow {
  const { path } = readRowPath(type, change.scim);
  const members = Object.keys(change).map((member) => [member, at(place, member)] as const);
  return {
    row: { ...before?.row, ...change } as Row,
    path,
    places: {
      ...before?.places,
      ...Object.fromEntries(members),
      scim: before?.places.scim ?? at(place, 'scim'),
    },
  };
}

/**
 * Applies the rows of a document to those that it inherits: a row with the path of an inherited one changes the members
 * that it names, `keycloak: null` removes it, any other row is new.
 */
export function layRows(
  inherited: readonly LocatedRow[],
  changes: readonly (RowChange | undefined)[],
  { file, pointer }: LayerPlace,
  type: ResourceType,
  uncertainMembers: UncertainMembers = new Map(),
): Layered {
  const rows = new Map(inherited.map((row) => [row.path, row]));
  const placeByPath = new Map<string, Place>();
  const mistakes: Mistake[] = [];
  changes.forEach((change, i) => {
    if (change === undefined) return;
    const place: Place = { file, pointer: `${pointer}/${i}` };
    const { path } = readRowPath(type, change.scim);
    const first = placeByPath.get(path);
    if (first !== undefined) {
      const sentence = message('"{scim}" has a row already, at {pointer}; one row says everything of it.', {
        scim: change.scim,
        pointer: first.pointer,
      });
      mistakes.push({ ...at(place, 'scim'), code: 'duplicate', sentence });
      return;
    }
    placeByPath.set(path, place);
    const before = rows.get(path);
    if (change.keycloak === null) {
      if (before === undefined) {
        const sentence = message('There is no inherited row "{scim}" to be removed.', { scim: change.scim });
        const hint = didYouMean(
          change.scim,
          inherited.map((row) => row.row.scim),
        );
        mistakes.push({ ...at(place, 'scim'), code: 'unknownPath', sentence, hint });
      }
      rows.delete(path);
      return;
    }
    const uncertain = uncertainMembers.get(change);
    const isMissing = change.keycloak === undefined && uncertain?.has('keycloak') !== true;
    if (before === undefined && isMissing) {
      const sentence = message(
        '"keycloak" is missing: no row for "{scim}" is inherited, so this one must say where Keycloak keeps it.',
        { scim: change.scim },
      );
      mistakes.push({ ...place, code: 'missingMember', sentence });
      return;
    }
    const row = locatedRow(change, type, place, before);
    rows.set(path, uncertain === undefined ? row : { ...row, uncertain });
  });
  return { rows: [...rows.values()], mistakes };
}
