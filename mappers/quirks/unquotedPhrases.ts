import { parseFilter } from '../../scim/filter/parse.ts';
import { QUOTED, quoteOperands } from '../rewriting/operands.ts';
import type { Quirk } from '../rewriting/quirk.ts';

const COMPARISON = /^\s*([^\s"()[\]]+\s+(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+)(\S[^]*)$/i;

/** The longest text that is taken for an operand; too short for a filter that is refused for its many comparisons. */
const MAX_PHRASE = 255;

function parses(filter: string): boolean {
  try {
    parseFilter(filter);
    return true;
  } catch {
    return false;
  }
}

const quirk: Quirk = {
  name: 'unquoted-phrases',
  clients: ['WSO2 Identity Server'],
  wire: 'displayName Eq Sales Team, displayName Eq Sales and friends, displayName Eq Sales (EU)',
  meaning:
    'Text of several words to compare with, without its quotes, in a filter that is one comparison and is no other filter.',
  seen: '2026-11',
  fixture: 'wso2/users-and-groups.json',
  rewrite: (request) => {
    const { filter, type } = request;
    const [, comparison = '', rest = ''] = COMPARISON.exec(filter ?? '') ?? [];
    const phrase = rest.trim();
    if (filter === undefined || phrase.length > MAX_PHRASE) return request;
    if (!/[\s()[\]]/.test(phrase) || QUOTED.test(phrase) || parses(quoteOperands(type, filter)))
      return request;
    return { ...request, filter: comparison + JSON.stringify(phrase) };
  },
};

export default quirk;
