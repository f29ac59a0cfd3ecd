import { resolve } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { filterTokens, rewriteFilters } from '../rewriting/rewrite.ts';

const OPERATOR = /^(eq|ne|co|sw|ew|gt|ge|lt|le)$/i;
const LITERAL = /^(true|false|null)$/i;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function isNumeric(type: ResourceType, path: string | undefined): boolean {
  const resolved = resolve(type, path ?? '');
  if (resolved.kind !== 'attribute') return false;
  return ['integer', 'decimal'].includes((resolved.sub ?? resolved.attribute).type);
}

const QUOTED = /["{}]/;
/** Other quotes: with more quotes around them a path would find nobody, and whom it is to take out would stay in. */
const QUOTED_ANYHOW = /["{}]|^['`\u00AB\u2018-\u201F]/u;

/** Puts quotes around operands that lack them; `keeps` says which stay as they are. */
function quoted(type: ResourceType, filter: string, keeps: RegExp): string {
  const words: string[] = [];
  return filterTokens(filter)
    .map((token) => {
      if (token.trim() === '' || /^[()[\]\s]+$/.test(token)) return token;
      const isOperand =
        OPERATOR.test(words.at(-1) ?? '') && words.length > 1 && !OPERATOR.test(words.at(-2) ?? '');
      const path = words.at(-2);
      words.push(token);
      const bare = isOperand && !keeps.test(token) && !LITERAL.test(token);
      return bare && !(NUMBER.test(token) && isNumeric(type, path)) ? JSON.stringify(token) : token;
    })
    .join('');
}

const quirk: Quirk = {
  name: 'unquoted-operands',
  clients: ['Entra ID (documented samples)', "Microsoft's Postman collection"],
  wire: 'externalId eq jyoung',
  meaning: 'Text to compare with, without its quotes.',
  seen: '2026-08',
  fixture: 'microsoft/postman-collection.json',
  rewrite: (request) => {
    const keeps = request.message === 'patch' ? QUOTED_ANYHOW : QUOTED;
    return rewriteFilters(request, (filter) => quoted(request.type, filter, keeps));
  },
};

export default quirk;
