import type { Filter } from '../../scim/filter/ast.ts';
import { printFilter } from '../../scim/filter/print.ts';
import type { Json } from '../../scim/json.ts';
import { equalities } from '../../scim/patch/elements.ts';
import { parsePath } from '../../scim/path/parse.ts';
import { attributePath, findAttribute, resolve, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';

/** The elements of a list that the path of a row selects, and their sub-attribute. */
interface ElementPath {
  readonly filter: Filter;
  /** The values by which the filter finds the element; `undefined` if it is more than equalities joined by `and`. */
  readonly template: readonly (readonly [string, Json])[] | undefined;
  /** The sub-attribute after the bracket; `undefined` if there is none or the list does not have it. */
  readonly sub: Attribute | undefined;
  /** The sub-attribute as it is written. */
  readonly subName: string | undefined;
}

/** The meaning of the path of a row; `path` is its canonical spelling. */
export type RowPath =
  | {
      readonly kind: 'attribute';
      readonly path: string;
      readonly resolved: ResolvedAttribute;
      readonly element?: ElementPath;
    }
  | { readonly kind: 'undeclared'; readonly path: string; readonly urn: string; readonly name: string }
  | { readonly kind: 'extension' | 'unknown'; readonly path: string }
  | { readonly kind: 'malformed'; readonly path: string; readonly problem: string };

/** Prints filters that select the same element in the same way. */
const canonical = (template: readonly (readonly [string, Json])[]): string =>
  template
    .map(([name, value]) => `${name} eq ${JSON.stringify(value).toLowerCase()}`)
    .sort()
    .join(' and ');

/** Reads the path of a row. */
export function readRowPath(type: ResourceType, text: string): RowPath {
  try {
    const parsed = parsePath(text);
    const resolved = resolve(type, parsed.path);
    if (resolved.kind === 'undeclared') {
      if (parsed.filter !== undefined) {
        const problem = 'attributes of extensions of your own are simple, their paths take no filter.';
        return { kind: 'malformed', path: text, problem };
      }
      const urn = resolved.urn.toLowerCase();
      return { ...resolved, path: `${urn}:${resolved.name.toLowerCase()}` };
    }
    if (resolved.kind !== 'attribute') return { kind: resolved.kind, path: parsed.path };
    const path = attributePath(resolved);
    if (parsed.filter === undefined) return { kind: 'attribute', path, resolved };
    const { attribute } = resolved;
    const sub = findAttribute(attribute.subAttributes ?? [], parsed.sub ?? '');
    const template = equalities(attribute, parsed.filter);
    const end = parsed.sub === undefined ? '' : `.${sub?.name ?? parsed.sub}`;
    return {
      kind: 'attribute',
      path: `${path}[${template === undefined ? printFilter(parsed.filter) : canonical(template)}]${end}`,
      resolved,
      element: { filter: parsed.filter, template, sub, subName: parsed.sub },
    };
  } catch (error) {
    return { kind: 'malformed', path: text, problem: (error as Error).message };
  }
}

/** Lists the paths of all attributes that a row can map. */
export function mappablePaths(type: ResourceType): string[] {
  const of = (attributes: readonly Attribute[], prefix: string): string[] =>
    attributes.flatMap(({ name, multiValued, subAttributes = [], mutability }) => {
      if (mutability === 'readOnly' || mutability === 'writeOnly' || name === 'members') return [];
      if (multiValued || subAttributes.length === 0) return [`${prefix}${name}`];
      return subAttributes
        .filter((sub) => sub.mutability !== 'readOnly')
        .map((sub) => `${prefix}${name}.${sub.name}`);
    });
  return [
    'externalId',
    ...of(type.schema.attributes, ''),
    ...type.extensions.flatMap(({ schema }) => of(schema.attributes, `${schema.id}:`)),
  ];
}
