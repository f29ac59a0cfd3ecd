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
/** Also other kinds of quotes: with JSON quotes around them the path would match nobody, and a member to be removed would stay. */
const QUOTED_ANYHOW = /["{}]|^['`\u00AB\u2018-\u201F]/u;

/** Adds quotes to operands that lack them; operands that match `keeps` stay as they are. */
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
