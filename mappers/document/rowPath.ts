import type { Filter } from '../../scim/filter/ast.ts';
import { printFilter } from '../../scim/filter/print.ts';
import type { Json } from '../../scim/json.ts';
import { equalities } from '../../scim/patch/elements.ts';
import { parsePath } from '../../scim/path/parse.ts';
import { attributePath, findAttribute, resolve, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';

/** Which elements of a list a row's path speaks of, and which part of them. */
interface ElementPath {
  readonly filter: Filter;
  /** What the filter says of the element; `undefined` where it says anything but equalities. */
  readonly template: readonly (readonly [string, Json])[] | undefined;
  /** The part after the bracket, where the path names one that the list has. */
  readonly sub: Attribute | undefined;
  /** That part as it is written. */
  readonly subName: string | undefined;
}

/** What the path of a row means. */
export type RowPath =
  | {
      readonly kind: 'attribute';
      readonly path: string;
      readonly resolved: ResolvedAttribute;
      readonly element?: ElementPath;
    }
  | { readonly kind: 'foreign'; readonly path: string; readonly urn: string; readonly name: string }
  | { readonly kind: 'extension' | 'unknown'; readonly path: string }
  | { readonly kind: 'malformed'; readonly path: string; readonly problem: string };

/** One spelling for filters that mean the same element. */
const canonical = (template: readonly (readonly [string, Json])[]): string =>
  template
    .map(([name, value]) => `${name} eq ${JSON.stringify(value).toLowerCase()}`)
    .sort()
    .join(' and ');

/** Reads the path of a row; `path` is its canonical spelling. */
export function readRowPath(type: ResourceType, text: string): RowPath {
  try {
    const parsed = parsePath(text);
    const found = resolve(type, parsed.path);
    if (found.kind === 'foreign') {
      if (parsed.filter !== undefined) {
        const problem = 'attributes of extensions of your own are simple, their paths take no filter.';
        return { kind: 'malformed', path: text, problem };
      }
      const urn = found.urn.toLowerCase();
      return { ...found, path: `${urn}:${found.name.toLowerCase()}` };
    }
    if (found.kind !== 'attribute') return { kind: found.kind, path: parsed.path };
    const path = attributePath(found);
    if (parsed.filter === undefined) return { kind: 'attribute', path, resolved: found };
    const { attribute } = found;
    const sub = findAttribute(attribute.subAttributes ?? [], parsed.sub ?? '');
    const template = equalities(attribute, parsed.filter);
    const end = parsed.sub === undefined ? '' : `.${sub?.name ?? parsed.sub}`;
    return {
      kind: 'attribute',
      path: `${path}[${template === undefined ? printFilter(parsed.filter) : canonical(template)}]${end}`,
      resolved: found,
      element: { filter: parsed.filter, template, sub, subName: parsed.sub },
    };
  } catch (error) {
    return { kind: 'malformed', path: text, problem: (error as Error).message };
  }
}

/** The paths of all attributes that a row can be about. */
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
