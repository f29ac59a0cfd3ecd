import { resolve } from '../../scim/schema/lookup.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteOperations } from '../rewriting/rewrite.ts';

const PATH_WITH_VALUE = /^([^[]+)\[\s*value\s+eq\s+(?:"(?:[^"\\]|\\[^])*"|[^\s"[\]]+)\s*\]$/i;

/** Lists the attribute of a path, and the attribute that it is a part of, if neither is a list; otherwise nothing. */
function singleAttributes(type: ResourceType, path: string): Attribute[] {
  const resolved = resolve(type, path);
  if (resolved.kind !== 'attribute') return [];
  const { attribute, sub = attribute } = resolved;
  return attribute.multiValued || sub.multiValued ? [] : [sub, attribute];
}

const quirk: Quirk = {
  name: 'value-of-single',
  clients: ['Apache Syncope'],
  wire: '{"op": "add", "path": "title", "value": "Boss"}, {"op": "remove", "path": "title[value eq \\"Buyer\\"]"}',
  meaning:
    'To remove the value of an attribute that is no list is to remove the attribute, unless an earlier operation of the request has written it.',
  seen: '2026-11',
  fixture: 'syncope/connid-delta.json',
  rewrite: (request) => {
    const written = new Set<Attribute>();
    return rewriteOperations(request, (operation) => {
      const { op, path = '' } = operation;
      if (op !== 'remove') {
        const [attribute] = singleAttributes(request.type, path);
        if (attribute !== undefined) written.add(attribute);
        return [operation];
      }
      const [, name = ''] = PATH_WITH_VALUE.exec(path.trim()) ?? [];
      const attributes = singleAttributes(request.type, name);
      if (attributes.length === 0) return [operation];
      return attributes.some((attribute) => written.has(attribute)) ? [] : [{ op, path: name }];
    });
  },
};

export default quirk;
