import { isObject, objectOf, type Json } from '../../scim/json.ts';
import { findSchema, isUrn } from '../../scim/schema/lookup.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteOperations, type WireOperation } from '../rewriting/rewrite.ts';

const quirk: Quirk = {
  name: 'pathless-keys',
  clients: ['Entra ID with aadOptscim062020', 'Microsoft SCIM Validator'],
  wire: '{"op": "replace", "value": {"name.givenName": "Ann", "emails[type eq \\"work\\"].value": "a@b.c"}}',
  meaning: 'Keys of the value of an operation without a path may be paths; each is an operation of its own.',
  seen: '2026-08',
  fixture: 'entra/users-flag-on.json',
  rewrite: (request) =>
    rewriteOperations(request, (operation) => {
      const { op, path, value } = operation;
      if (path !== undefined || !isObject(value)) return [operation];
      const isPath = (name: string): boolean =>
        name.includes('[') ||
        (isUrn(name) ? findSchema(request.type, name) === undefined : name.includes('.'));
      const isExtension = (member: Json): boolean => isObject(member);
      const paths = Object.entries(value).filter(
        ([name, member]) => isPath(name) && !(isUrn(name) && !name.includes('[') && isExtension(member)),
      );
      if (paths.length === 0) return [operation];
      const names = new Set(paths.map(([name]) => name));
      const rest = Object.entries(value).filter(([name]) => !names.has(name));
      const plain: WireOperation[] = rest.length === 0 ? [] : [{ op, value: objectOf(rest) }];
      return [...plain, ...paths.map(([name, member]) => ({ op, path: name, value: member }))];
    }),
};

export default quirk;
