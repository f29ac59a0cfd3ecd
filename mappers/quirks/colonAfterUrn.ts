import type { Quirk } from '../rewriting/quirk.ts';
import { filterTokens, rewriteOperations } from '../rewriting/rewrite.ts';

const URN_AND_COLON = /^urn:[^[\]\s]+[^:]:$/i;

const withoutColon = (name: string): string => (URN_AND_COLON.test(name) ? name.slice(0, -1) : name);

const quirk: Quirk = {
  name: 'colon-after-urn',
  clients: ['UnboundID SCIM 2 SDK'],
  wire: '{"op": "remove", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"}',
  meaning: 'The URN of a whole extension, with a colon behind it.',
  seen: '2026-11',
  fixture: 'unboundid/extension.json',
  rewrite: (request) => {
    if (request.filter !== undefined) {
      const filter = filterTokens(request.filter).map(withoutColon).join('');
      return filter === request.filter ? request : { ...request, filter };
    }
    return rewriteOperations(request, (operation) => {
      const { path } = operation;
      const better = path === undefined ? undefined : withoutColon(path.trim());
      return [better === undefined || better === path ? operation : { ...operation, path: better }];
    });
  },
};

export default quirk;
