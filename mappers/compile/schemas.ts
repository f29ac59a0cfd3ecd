import { binary, boolean, dateTime, integer, reference, string } from '../../scim/schema/define.ts';
import type { Attribute, ResourceType, Schema } from '../../scim/schema/types.ts';
import type { Behaviours, Row, RowType } from '../document/types.ts';
import { readRowPath, type RowPath } from '../document/rowPath.ts';

type Define = (name: string, description: string, options: Partial<Attribute>) => Attribute;

/** Defines an attribute of each type that a row can declare. */
const DEFINE: Readonly<Record<RowType, Define>> = {
  string,
  boolean,
  integer,
  decimal: (name, description, options) => ({ ...integer(name, description, options), type: 'decimal' }),
  dateTime,
  reference: (name, description, options) => reference(name, description, ['external'], options),
  binary,
};

/** The properties of an attribute that a row changes. */
function traits({ direction, required, returned }: Row): Partial<Attribute> {
  return {
    ...(required === undefined ? {} : { required }),
    ...(returned === undefined ? {} : { returned }),
    ...(direction === 'toScim' ? { mutability: 'readOnly' } : {}),
    ...(direction === 'toKeycloak' ? { mutability: 'writeOnly', returned: 'never' } : {}),
  };
}

/** The name of an extension: the part of its URN before the version, or the whole URN. */
const nameOf = (urn: string): string => /(?<![^:])([^:]+):\d+\.\d+:[^:]+$/.exec(urn)?.[1] ?? urn;

interface ReadRow {
  readonly row: Row;
  readonly path: RowPath;
}

function declaredExtensions(rows: readonly ReadRow[]): Schema[] {
  const attributes = new Map<string, { urn: string; own: Attribute[] }>();
  for (const { row, path } of rows) {
    if (path.kind !== 'undeclared') continue;
    const { urn, name } = path;
    const known = attributes.get(urn.toLowerCase()) ?? { urn, own: [] };
    const { type = 'string', multiValued = false, description = 'An attribute of the mapping.' } = row;
    known.own.push(DEFINE[type](name, description, { multiValued, ...traits(row) }));
    attributes.set(urn.toLowerCase(), known);
  }
  return [...attributes.values()].map(({ urn, own }) => ({
    id: urn,
    name: nameOf(urn),
    description: 'An extension of the mapping.',
    attributes: own,
    open: true,
  }));
}

/** Whether an attribute needs no row: the bridge sets it, or it is not part of the mapping. */
const isUnmapped = ({ name, mutability }: Attribute): boolean =>
  mutability === 'readOnly' || mutability === 'writeOnly' || name === 'members';

/** Reduces a schema to the attributes that rows map, with the properties that the rows give them. */
function mappedSchema(schema: Schema, isCore: boolean, rows: readonly ReadRow[]): Schema {
  const own = rows.flatMap(({ row, path }) => {
    if (path.kind !== 'attribute') return [];
    const { extension } = path.resolved;
    return (extension === undefined ? isCore : extension.id === schema.id) ? [{ row, path }] : [];
  });
  const attributes = schema.attributes.flatMap((attribute): Attribute[] => {
    if (isUnmapped(attribute)) return [attribute];
    const about = own.filter(({ path }) => path.resolved.attribute.name === attribute.name);
    if (about.length === 0) return [];
    const whole = about.find(({ path }) => path.resolved.sub === undefined && path.element === undefined);
    if (whole !== undefined) return [{ ...attribute, ...traits(whole.row) }];
    const subAttributes = (attribute.subAttributes ?? []).flatMap((sub): Attribute[] => {
      if (sub.mutability === 'readOnly') return [sub];
      const row = about.find(({ path }) => path.resolved.sub?.name === sub.name)?.row;
      const isPart = about.some(
        ({ path: { element } }) =>
          element?.sub?.name === sub.name || element?.template?.some(([name]) => name === sub.name) === true,
      );
      return row === undefined && !isPart ? [] : [{ ...sub, ...(row === undefined ? {} : traits(row)) }];
    });
    return [{ ...attribute, subAttributes }];
  });
  return { ...schema, attributes };
}

/**
 * Creates the resource type of a tenant, which `/Schemas` describes: only attributes with a row, with the extensions that
 * rows declare.
 */
export function resourceTypeOf(
  type: ResourceType,
  rows: readonly Row[],
  { groups }: Partial<Pick<Behaviours, 'groups'>> = {},
): ResourceType {
  const read = rows.map((row): ReadRow => ({ row, path: readRowPath(type, row.scim) }));
  const core = mappedSchema(type.schema, true, read);
  const attributes = core.attributes.map((attribute) =>
    attribute.name === 'groups' && groups !== undefined ? { ...attribute, returned: groups } : attribute,
  );
  const known = type.extensions
    .map(({ schema, required }) => ({ schema: mappedSchema(schema, false, read), required }))
    .filter(({ schema }) => schema.attributes.some((attribute) => !isUnmapped(attribute)));
  const declared = declaredExtensions(read).map((schema) => ({ schema, required: false }));
  return { ...type, schema: { ...core, attributes }, extensions: [...known, ...declared] };
}
