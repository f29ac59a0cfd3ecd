import { quoteOperands } from '../rewriting/operands.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteFilters } from '../rewriting/rewrite.ts';

const quirk: Quirk = {
  name: 'unquoted-operands',
  clients: ['Entra ID (documented samples)', "Microsoft's Postman collection"],
  wire: 'externalId eq jyoung',
  meaning: 'Text to compare with, without its quotes.',
  seen: '2026-08',
  fixture: 'microsoft/postman-collection.json',
  rewrite: (request) => rewriteFilters(request, (filter) => quoteOperands(request.type, filter)),
};

export default quirk;
