import { ScimError } from '../errors.ts';
import { canonicalJson, isObject, RESERVED_NAMES, type Json, type JsonObject } from '../json.ts';
import { extensionObject } from '../resource.ts';
import { UNDECLARED_DEPTH, readUndeclared } from '../values.ts';
import { changeExtension, workOf, type Change, type WorkCounter } from './change.ts';

/** Changes an extension that no schema declares, or an attribute of such an extension. */
export function applyUndeclared(resource: JsonObject, name: string, change: Change): void {
  const { op, path, value, type, options, names } = change;
  const refuses = path !== undefined && options.unknownPath === 'refuse';
  if (options.unknown === 'reject' || (options.unknown === 'ignore' && refuses)) {
    const code = path === undefined ? 'invalidSyntax' : 'invalidPath';
    throw new ScimError(code, `There is no attribute or extension "${name}" on ${type.name}.`);
  }
  if (options.unknown === 'ignore') {
    options.ignored(name);
    return;
  }
  const [urn, attribute] = splitName(resource, name, change);
  if (attribute !== undefined) {
    if (path?.filter !== undefined || attribute.includes('.') || RESERVED_NAMES.has(attribute)) {
      throw new ScimError(
        'invalidPath',
        `"${name}" is declared by no schema and can only be changed as a whole.`,
      );
    }
    changeExtension(resource, urn, names, (extension) => {
      changeMember(extension, attribute, name, change);
    });
    return;
  }
  changeExtension(resource, urn, names, (extension) => {
    if (op === 'remove' || value === null) {
      for (const member of Object.keys(extension)) names.assign(extension, member, undefined);
      return;
    }
    for (const [member, part] of Object.entries(extensionObject(urn, value))) {
      changeMember(extension, member, `${urn}:${member}`, { ...change, value: part });
    }
  });
}

/**
 * Splits a name into the URN of an extension and an attribute; `attribute` is `undefined` if the name is a whole
 * extension. No schema tells here, so the content of the resource does; or else a URN that ends in the name of the
 * resource type is an extension (RFC 7643 §10.2.1), and so is one with an object as value in an operation without a path.
 */
function splitName(
  resource: JsonObject,
  name: string,
  { path, value, type, names }: Change,
): [urn: string, attribute?: string] {
  const colon = name.lastIndexOf(':');
  const urn = name.slice(0, colon);
  const last = name.slice(colon + 1);
  if (names.find(resource, name) !== undefined) return [name];
  if (names.find(resource, urn) !== undefined) return [urn, last];
  const isExtension =
    last.toLowerCase() === type.name.toLowerCase() ||
    (path === undefined && isObject(value)) ||
    !/^urn:[^:]+:./i.test(urn);
  return isExtension ? [name] : [urn, last];
}

function changeMember(
  extension: JsonObject,
  name: string,
  path: string,
  { op, value, names, countWork }: Change,
): void {
  const own = names.find(extension, name) ?? name;
  const old = extension[own];
  const read = op === 'remove' ? undefined : readUndeclared(value, path, UNDECLARED_DEPTH - 1);
  names.assign(extension, own, op === 'add' && Array.isArray(old) ? withAdded(old, read, countWork) : read);
}

function withAdded(list: readonly Json[], added: Json | undefined, countWork: WorkCounter): Json[] {
  const elements = added === undefined ? [] : Array.isArray(added) ? added : [added];
  countWork(workOf(list) + workOf(elements));
  const known = new Set(list.map(canonicalJson));
  return [...list, ...elements.filter((element) => !known.has(canonicalJson(element)))];
}
