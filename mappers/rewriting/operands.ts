import { resolve } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { filterTokens } from './rewrite.ts';

const OPERATOR = /^(eq|ne|co|sw|ew|gt|ge|lt|le)$/i;
const LITERAL = /^(true|false|null)$/i;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Operands with quotes of any kind, or in braces: with JSON quotes around them they would match nobody. */
export const QUOTED = /["{}]|^['`\u00AB\u00BB\u2018-\u201F\u2039\u203A]/u;

/** Whether a number may be meant: the attribute is declared so, or belongs to an extension that is kept as it is sent. */
function isNumeric(type: ResourceType, path = ''): boolean {
  const resolved = resolve(type, path);
  if (resolved.kind !== 'attribute') return /^urn:/i.test(path);
  return ['integer', 'decimal'].includes((resolved.sub ?? resolved.attribute).type);
}

/** Adds quotes to the words of a filter that are compared with and lack them. */
export function quoteOperands(type: ResourceType, filter: string): string {
  const words: string[] = [];
  return filterTokens(filter)
    .map((token) => {
      if (token.trim() === '' || /^[()[\]\s]+$/.test(token)) return token;
      const isOperand =
        OPERATOR.test(words.at(-1) ?? '') && words.length > 1 && !OPERATOR.test(words.at(-2) ?? '');
      const path = words.at(-2);
      words.push(token);
      const bare = isOperand && !QUOTED.test(token) && !LITERAL.test(token);
      return bare && !(NUMBER.test(token) && isNumeric(type, path)) ? JSON.stringify(token) : token;
    })
    .join('');
}
