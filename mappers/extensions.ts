import { boolean, integer, string } from '../bridge/scim/schema/define.ts';
import { resolve } from '../bridge/scim/schema/lookup.ts';
import type { Attribute, ResourceType } from '../bridge/scim/schema/types.ts';
import type { Row } from './document.ts';

/** How a row's type becomes an attribute of the extension that it declares. */
const DEFINE: Readonly<Record<NonNullable<Row['type']>, (name: string) => Attribute>> = {
  string: (name) => string(name, 'An attribute of the mapping.'),
  boolean: (name) => boolean(name, 'An attribute of the mapping.'),
  integer: (name) => integer(name, 'An attribute of the mapping.'),
};

/** The name of an extension: what its URN has before the version, or all of it. */
const nameOf = (urn: string): string => /([^:]+):\d+\.\d+:[^:]+$/.exec(urn)?.[1] ?? urn;

/**
 * A resource type with the extensions that mapping rows speak of and no schema declares; their attributes are those
 * of the rows.
 */
export function withExtensions(type: ResourceType, rows: readonly Row[]): ResourceType {
  const attributes = new Map<string, Attribute[]>();
  for (const { scim, type: valueType = 'string' } of rows) {
    const resolved = resolve(type, scim);
    if (resolved.kind !== 'foreign') continue;
    const known = attributes.get(resolved.urn) ?? [];
    attributes.set(resolved.urn, [...known, DEFINE[valueType](resolved.name)]);
  }
  const declared = [...attributes].map(([id, own]) => ({
    schema: { id, name: nameOf(id), description: 'An extension of the mapping.', attributes: own },
    required: false,
  }));
  return declared.length === 0 ? type : { ...type, extensions: [...type.extensions, ...declared] };
}
