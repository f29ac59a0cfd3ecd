import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteOperations } from '../rewriting/rewrite.ts';

const quirk: Quirk = {
  name: 'operation-names',
  clients: ['Entra ID'],
  wire: '{"op": "Replace", "path": "displayName", "value": "Ann"}',
  meaning:
    'Names of PATCH operations are written with a capital letter; RFC 7644 §3.5.2 has them in lower case.',
  seen: '2026-08',
  fixture: 'entra/users-flag-off.json',
  rewrite: (request) =>
    rewriteOperations(request, (operation) => {
      const { op } = operation;
      const lower = typeof op === 'string' ? op.trim().toLowerCase() : op;
      return [lower === op ? operation : { ...operation, op: lower }];
    }),
};

export default quirk;
