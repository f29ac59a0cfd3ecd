import type { Json } from '../../scim/json.ts';
import type { ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import { aliasesOf } from '../document/rowFields.ts';
import { readRowPath } from '../document/rowPath.ts';
import { compileTransform } from '../document/transforms.ts';

/** A compiled alias of an attribute. */
export interface CompiledAlias {
  readonly name: string;
  /** The row's path. */
  readonly path: string;
  readonly resolved: ResolvedAttribute;
  /** For one value of a list: the values by which its element is found, and the sub-attribute. */
  readonly element?: { readonly template: readonly (readonly [string, Json])[]; readonly sub: string };
  /** Transforms the value under this name to that of the attribute. */
  forward(value: Json): Json;
}

/** Compiles the aliases of rows. */
export function compileAliases(rows: readonly Row[], type: ResourceType): CompiledAlias[] {
  return rows.flatMap((row): CompiledAlias[] => {
    const read = readRowPath(type, row.scim);
    if (read.kind !== 'attribute') return [];
    const { path, resolved, element } = read;
    const part =
      element?.sub === undefined || element.template === undefined
        ? {}
        : { element: { template: element.template, sub: element.sub.name } };
    return aliasesOf(row).map(({ name, transform }) => {
      const compiled = transform === undefined ? undefined : compileTransform(transform);
      return {
        name,
        path,
        resolved,
        ...part,
        forward: (value) => compiled?.forward(value) ?? value,
      };
    });
  });
}
