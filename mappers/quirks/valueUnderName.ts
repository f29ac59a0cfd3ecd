import { isObject } from '../../scim/json.ts';
import { findAttribute, resolve } from '../../scim/schema/lookup.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteOperations } from '../rewriting/rewrite.ts';

const quirk: Quirk = {
  name: 'value-under-name',
  clients: ['clients of Salesforce and of WSO2 Identity Server', 'Apache Syncope'],
  wire: '{"op": "remove", "path": "members", "value": {"members": [{"value": "42"}]}}',
  meaning: 'The value of an operation stands once more under the name of the attribute that its path names.',
  seen: '2026-11',
  fixture: 'syncope/connid-delta.json',
  rewrite: (request) =>
    rewriteOperations(request, (operation) => {
      const { path, value } = operation;
      if (path === undefined || !isObject(value)) return [operation];
      const resolved = resolve(request.type, path.trim());
      if (resolved.kind !== 'attribute') return [operation];
      const { attribute, sub = attribute } = resolved;
      const members = Object.entries(value);
      const [name, inner] = members[0] ?? ['', null];
      const isItself = members.length === 1 && name.toLowerCase() === sub.name.toLowerCase();
      // Without a value, `remove` would mean the whole list.
      const isEmpty = inner === null || inner === '';
      if (!isItself || isEmpty || findAttribute(sub.subAttributes ?? [], sub.name)) return [operation];
      return [{ ...operation, value: inner }];
    }),
};

export default quirk;
