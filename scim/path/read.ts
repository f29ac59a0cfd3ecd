import { ScimError } from '../errors.ts';
import { elementsWhere } from '../filter/evaluate.ts';
import { attributeTarget, resourceScope, subTarget, type Target } from '../filter/targets.ts';
import type { Json, JsonObject } from '../json.ts';
import { findSchema, resolve } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/types.ts';
import { parsePath } from './parse.ts';

function targetOf(type: ResourceType, text: string): Target {
  const { path, filter, sub } = parsePath(text);
  const resolved = resolve(type, path);
  if (resolved.kind === 'undeclared' && findSchema(type, resolved.urn) === undefined) {
    throw new ScimError('invalidPath', `"${path}" is not an attribute of ${type.name}.`);
  }
  const list =
    resolved.kind === 'attribute' ? attributeTarget(resolved) : resourceScope(type, 'reject')(path);
  if (filter === undefined) return list;
  const elements = elementsWhere(list, filter);
  if (sub === undefined) return elements;
  const target = subTarget(elements, sub);
  if (target === undefined) {
    throw new ScimError('invalidPath', `"${sub}" is not an attribute of "${list.name}".`);
  }
  return target;
}

/**
 * Compiles the path of a simple attribute, such as `emails[type eq "work"].value`, to a reader of its values; throws a
 * `ScimError` for a malformed path and for an attribute that no schema declares.
 */
export function compilePath(type: ResourceType, text: string): (resource: JsonObject) => readonly Json[] {
  const { attribute, name, read } = targetOf(type, text);
  if (attribute?.type !== 'complex') return read;
  const [first] = attribute.subAttributes ?? [];
  const example = first === undefined ? '' : `, such as "${name}.${first.name}"`;
  throw new ScimError('invalidPath', `"${name}" is complex: name an attribute in it${example}.`);
}
