import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteFilters } from '../rewriting/rewrite.ts';

/** Marks that begin and end a text in each style of quoting; word processors turn plain quotes into most of them. */
const STYLES = [
  { marks: "'`\u2018\u2019\u201A\u201B\u2039\u203A", name: 'single' },
  { marks: '\u201C\u201D\u201E\u201F\u00AB\u00BB', name: 'double' },
] as const;

/** Where an operand can begin that has one of the marks: after an operator. */
const OPERAND =
  /"(?:[^"\\]|\\[^])*"?|(?<=\s)(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+(['`\u2018-\u201F\u2039\u203A\u00AB\u00BB])/gi;

/** What follows a mark that ends an operand; any other mark is part of the text, such as the one of O'Neil. */
const END = /^(?:\s*(?:$|[)\]])|\s+(?:and|or)[\s(])/i;

/** The longest run of characters that is looked at behind a mark. */
const LOOK_AHEAD = 64;

/** Finds the place of the mark that ends an operand; `undefined` if there is none. */
function endOf(filter: string, start: number, marks: string): number | undefined {
  for (let at = start; at < filter.length; at += 1) {
    const char = filter.charAt(at);
    if (char === '\\') at += 1;
    else if (marks.includes(char) && END.test(filter.slice(at + 1, at + 1 + LOOK_AHEAD))) return at;
  }
  return undefined;
}

/** The text between the marks: a mark or a backslash behind a backslash is itself. */
const unescaped = (text: string): string => text.replace(/\\(['`"\\])/g, '$1');

function withJsonQuotes(filter: string): string {
  let result = '';
  let from = 0;
  const operands = new RegExp(OPERAND);
  for (let match = operands.exec(filter); match !== null; match = operands.exec(filter)) {
    const mark = match[1];
    if (mark === undefined) continue;
    const style = STYLES.find(({ marks }) => marks.includes(mark));
    const start = operands.lastIndex;
    const end = style === undefined ? undefined : endOf(filter, start, style.marks);
    if (end === undefined) break;
    result += filter.slice(from, start - 1) + JSON.stringify(unescaped(filter.slice(start, end)));
    from = end + 1;
    operands.lastIndex = from;
  }
  return result + filter.slice(from);
}

const quirk: Quirk = {
  name: 'other-quotes',
  clients: ['scripts', 'filters copied from documents'],
  wire: "userName eq 'ann@example.com', emails[type eq \u201Cwork\u201D].value",
  meaning: 'Text to compare with, in single or typographic quotes.',
  seen: '2026-11',
  fixture: 'scripts/quotes.json',
  rewrite: (request) => rewriteFilters(request, withJsonQuotes),
};

export default quirk;
