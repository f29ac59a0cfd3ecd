import type { Json } from '../../scim/json.ts';
import type { ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import { aliasesOf } from '../document/rowFields.ts';
import { readRowPath } from '../document/rowPath.ts';
import { compileTransform } from '../document/transforms.ts';

/** Another name of an attribute, compiled: what a request that uses it means. */
export interface CompiledAlias {
  readonly name: string;
  /** The row's path. */
  readonly path: string;
  readonly resolved: ResolvedAttribute;
  /** For one value of a list: what its element is known by, and the part. */
  readonly element?: { readonly template: readonly (readonly [string, Json])[]; readonly sub: string };
  /** From the value under this name to the attribute's. */
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
