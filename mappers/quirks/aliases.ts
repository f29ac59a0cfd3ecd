import {
  emptyObject,
  isObject,
  memberName,
  objectOf,
  type Json,
  type JsonObject,
} from '../../bridge/scim/json.ts';
import type { CompiledAlias } from '../aliases.ts';
import type { Quirk, WireRequest } from '../quirk.ts';
import {
  FILTER_OPERATOR,
  filterTokens,
  rewriteOperations,
  withBody,
  type WireOperation,
} from '../rewrite.ts';

const find = ({ aliases = [] }: WireRequest, name: string): CompiledAlias | undefined =>
  aliases.find((alias) => alias.name.toLowerCase() === name.toLowerCase());

const isNothing = (value: Json | undefined): boolean => value === undefined || value === null || value === '';

/** A list that another name stands for means its principal value: the primary element. */
const isList = ({ resolved, element }: CompiledAlias): boolean =>
  element === undefined && resolved.attribute.multiValued && resolved.attribute.type === 'complex';

/** A copy of an object with a member changed; the member keeps its spelling. */
function withMember(object: JsonObject, name: string, change: (old: Json | undefined) => Json): JsonObject {
  const key = memberName(object, name) ?? name;
  return objectOf([...Object.entries(object), [key, change(object[key])]]);
}

const unlessThere =
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
  const is = (element: Json): element is JsonObject =>
    isObject(element) &&
    template.every(([name, wanted]) => element[memberName(element, name) ?? ''] === wanted);
  if (!list.some(is)) return [...list, objectOf([...template, [sub, value]])];
  return list.map((element) => (is(element) ? withMember(element, sub, unlessThere(value)) : element));
}

/** Puts the value of an alias where it belongs; what is there already stays. */
function placed(resource: JsonObject, alias: CompiledAlias, value: Json): JsonObject {
  const { extension, attribute, sub } = alias.resolved;
  const inHolder = (holder: JsonObject): JsonObject =>
    withMember(holder, attribute.name, (old) => {
      if (alias.element !== undefined || isList(alias)) return inList(old, alias, value);
      if (sub === undefined) return unlessThere(value)(old);
      return withMember(isObject(old) ? old : emptyObject(), sub.name, unlessThere(value));
    });
  if (extension === undefined) return inHolder(resource);
  return withMember(resource, extension.id, (old) => inHolder(isObject(old) ? old : emptyObject()));
}

function rewriteResource(request: WireRequest, resource: JsonObject): JsonObject {
  return Object.entries(resource).reduce((result, [name, value]) => {
    const alias = find(request, name);
    if (alias === undefined) return result;
    const rest = objectOf(Object.entries(result).filter(([key]) => key !== name));
    return placed(rest, alias, alias.forward(value));
  }, resource);
}

function operation(op: Json, alias: CompiledAlias, value: Json | undefined): WireOperation {
  const whole = isList(alias) && typeof value === 'object' && value !== null;
  const path = isList(alias) && !whole ? `${alias.path}[primary eq true].value` : alias.path;
  return { op, path, ...(value === undefined ? {} : { value: alias.forward(value) }) };
}

function rewriteOperation(request: WireRequest, given: WireOperation): WireOperation[] {
  const { op, path, value } = given;
  if (path !== undefined) {
    const alias = find(request, path.trim());
    return [alias === undefined ? given : operation(op, alias, value)];
  }
  if (!isObject(value)) return [given];
  const members = Object.entries(value);
  const aliased = members.flatMap(([name, member]) => {
    const alias = find(request, name);
    return alias === undefined ? [] : [operation(op, alias, member)];
  });
  if (aliased.length === 0) return [given];
  const rest = members.filter(([name]) => find(request, name) === undefined);
  return [...(rest.length === 0 ? [] : [{ op, value: objectOf(rest) }]), ...aliased];
}

/** An operand as the attribute has it; texts that stand for booleans are turned as well. */
function operand(alias: CompiledAlias, token: string): string {
  try {
    return JSON.stringify(
      alias.forward(JSON.parse(/^(true|false)$/i.test(token) ? token.toLowerCase() : token) as Json),
    );
  } catch {
    return token;
  }
}

/** Gives attributes that a filter compares outside of brackets their names of the standard. */
function rewriteFilter(request: WireRequest, filter: string): string {
  const tokens = filterTokens(filter);
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token === '[') depth += 1;
    if (token === ']') depth -= 1;
    const alias = depth === 0 && FILTER_OPERATOR.test(tokens[i + 2] ?? '') ? find(request, token) : undefined;
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
    if (filter !== undefined) {
      const better = rewriteFilter(request, filter);
      return better === filter ? request : { ...request, filter: better };
    }
    if (message === 'resource')
      return isObject(body) ? withBody(request, rewriteResource(request, body)) : request;
    return rewriteOperations(request, (given) => {
      const rewritten = rewriteOperation(request, given);
      return rewritten.length === 1 && rewritten[0] === given ? [given] : rewritten;
    });
  },
};

export default quirk;
