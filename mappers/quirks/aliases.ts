import {
  createFoldedNames,
  emptyObject,
  isObject,
  memberName,
  memberOf,
  objectOf,
  type FoldedNames,
  type Json,
  type JsonObject,
} from '../../scim/json.ts';
import type { CompiledAlias } from '../rewriting/aliases.ts';
import type { Quirk, WireRequest } from '../rewriting/quirk.ts';
import {
  FILTER_OPERATOR,
  filterTokens,
  rewriteOperations,
  withBody,
  type WireOperation,
} from '../rewriting/rewrite.ts';

/** Finds an alias by name, in any case; `undefined` if there is none. */
type Find = (name: string) => CompiledAlias | undefined;

function finderOf({ aliases = [] }: WireRequest): Find {
  const byName = new Map(aliases.toReversed().map((alias) => [alias.name.toLowerCase(), alias]));
  return (name) => byName.get(name.toLowerCase());
}

const isNothing = (value: Json | undefined): boolean => value === undefined || value === null || value === '';

/** Whether an alias is that of a whole list, which then means the value of the primary element. */
const isList = ({ resolved, element }: CompiledAlias): boolean =>
  element === undefined && resolved.attribute.multiValued && resolved.attribute.type === 'complex';

/** Copies an object with one member changed; the member keeps its spelling. */
function withMember(object: JsonObject, name: string, change: (old: Json | undefined) => Json): JsonObject {
  const key = memberName(object, name) ?? name;
  return objectOf([...Object.entries(object), [key, change(object[key])]]);
}

const unlessPresent =
  (value: Json) =>
  (old: Json | undefined): Json =>
    isNothing(old) ? value : (old ?? value);

function inList(old: Json | undefined, alias: CompiledAlias, value: Json): Json {
  const list = Array.isArray(old) ? old : [];
  if (isNothing(value)) return list.length > 0 ? list : null;
  if (alias.element === undefined) {
    if (list.length > 0) return list;
    if (typeof value === 'object') return value;
    return [objectOf(Object.entries({ value, type: 'work', primary: true }))];
  }
  const { template, sub } = alias.element;
  const matches = (element: Json): element is JsonObject =>
    isObject(element) && template.every(([name, expected]) => memberOf(element, name) === expected);
  if (!list.some(matches)) return [...list, objectOf([...template, [sub, value]])];
  return list.map((element) => (matches(element) ? withMember(element, sub, unlessPresent(value)) : element));
}

/** Puts the value of an alias at its attribute in a resource; a value that the resource has already stays. */
function place(resource: JsonObject, names: FoldedNames, alias: CompiledAlias, value: Json): void {
  const { extension, attribute, sub } = alias.resolved;
  const change = (holder: JsonObject, name: string, changed: (old: Json | undefined) => Json): void => {
    const key = names.find(holder, name) ?? name;
    names.assign(holder, key, changed(holder[key]));
  };
  const changeAttribute = (old: Json | undefined): Json => {
    if (alias.element !== undefined || isList(alias)) return inList(old, alias, value);
    if (sub === undefined) return unlessPresent(value)(old);
    return withMember(isObject(old) ? old : emptyObject(), sub.name, unlessPresent(value));
  };
  if (extension === undefined) change(resource, attribute.name, changeAttribute);
  else {
    change(resource, extension.id, (old) =>
      withMember(isObject(old) ? old : emptyObject(), attribute.name, changeAttribute),
    );
  }
}

function rewriteResource(find: Find, resource: JsonObject): JsonObject {
  const members = Object.entries(resource).map(([name, value]) => ({ name, value, alias: find(name) }));
  const result = objectOf(
    members.flatMap(({ name, value, alias }) => (alias === undefined ? [[name, value] as const] : [])),
  );
  const names = createFoldedNames();
  const placed = new Set<CompiledAlias>();
  for (const { value, alias } of members) {
    // Further spellings of the same name are passed over.
    if (alias === undefined || placed.has(alias)) continue;
    const attributeValue = alias.forward(value);
    place(result, names, alias, attributeValue);
    if (!isNothing(attributeValue)) placed.add(alias);
  }
  return result;
}

function operation(op: Json, alias: CompiledAlias, value: Json | undefined): WireOperation {
  const whole = isList(alias) && typeof value === 'object' && value !== null;
  const path = isList(alias) && !whole ? `${alias.path}[primary eq true].value` : alias.path;
  return { op, path, ...(value === undefined ? {} : { value: alias.forward(value) }) };
}

function rewriteOperation(find: Find, wire: WireOperation): WireOperation[] {
  const { op, path, value } = wire;
  if (path !== undefined) {
    const alias = find(path.trim());
    return [alias === undefined ? wire : operation(op, alias, value)];
  }
  if (!isObject(value)) return [wire];
  const members = Object.entries(value);
  const aliased = members.flatMap(([name, member]) => {
    const alias = find(name);
    return alias === undefined ? [] : [operation(op, alias, member)];
  });
  if (aliased.length === 0) return [wire];
  const rest = members.filter(([name]) => find(name) === undefined);
  return [...(rest.length === 0 ? [] : [{ op, value: objectOf(rest) }]), ...aliased];
}

/** Transforms the operand of a filter to that of the attribute, also a boolean in quotes. */
function operand(alias: CompiledAlias, token: string): string {
  try {
    return JSON.stringify(
      alias.forward(JSON.parse(/^(true|false)$/i.test(token) ? token.toLowerCase() : token) as Json),
    );
  } catch {
    return token;
  }
}

/** Replaces aliases in a filter, outside of square brackets, by the paths of their attributes. */
function rewriteFilter(find: Find, filter: string): string {
  const tokens = filterTokens(filter);
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token === '[') depth += 1;
    if (token === ']') depth -= 1;
    const alias = depth === 0 && FILTER_OPERATOR.test(tokens[i + 2] ?? '') ? find(token) : undefined;
    if (alias === undefined) return;
    const { path, resolved, element } = alias;
    tokens[i] = isList(alias)
      ? `${path}.value`
      : element === undefined
        ? path
        : `${resolved.attribute.name}.${element.sub}`;
    const compared = tokens[i + 4];
    if (compared !== undefined && !/^pr$/i.test(tokens[i + 2] ?? ''))
      tokens[i + 4] = operand(alias, compared);
  });
  return tokens.join('');
}

const quirk: Quirk = {
  name: 'aliases',
  clients: [
    'Entra ID (names of its own attributes)',
    'vendor guides',
    'realms with mappers on scim-endpoint',
  ],
  wire: '{"userPrincipalName": "ann@example.com", "isSoftDeleted": "False", "email": "ann@example.com"}',
  meaning:
    'An attribute under another name: the aliases of mapping rows, and the user attributes of mappers that were set up in the console.',
  seen: '2026-11',
  fixture: 'entra/mappers-by-hand.json',
  rewrite: (request) => {
    const { body, message, filter, aliases = [] } = request;
    if (aliases.length === 0) return request;
    const find = finderOf(request);
    if (filter !== undefined) {
      const better = rewriteFilter(find, filter);
      return better === filter ? request : { ...request, filter: better };
    }
    if (message === 'resource')
      return isObject(body) ? withBody(request, rewriteResource(find, body)) : request;
    return rewriteOperations(request, (wire) => rewriteOperation(find, wire));
  },
};

export default quirk;
