import type { ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { allAttributes, filterTokens, rewriteFilters, rewriteValues } from '../rewriting/rewrite.ts';

const TEXT = /^(true|false)$/i;
const QUOTED = /^"(true|false)"$/i;
const SOME_QUOTED = /"(?:true|false)"/i;
const EQUALITY = /^(eq|ne)$/i;

/** Lists the names of boolean attributes and sub-attributes, in lower case. */
const booleansOf = (resourceType: ResourceType): ReadonlySet<string> =>
  new Set(
    allAttributes(resourceType)
      .filter(({ type }) => type === 'boolean')
      .map(({ name }) => name.toLowerCase()),
  );

/** Removes the quotes of booleans that a filter compares one of these attributes with. */
function unquoted(filter: string, booleans: ReadonlySet<string>): string {
  const tokens = filterTokens(filter);
  const compares = (i: number): boolean => {
    const [path = '', before = '', operator = '', after = ''] = [4, 3, 2, 1].map((back) => tokens[i - back]);
    const isComparison = EQUALITY.test(operator) && (before + after).trim() === '';
    return isComparison && booleans.has(path.split(/[.:]/).at(-1)?.toLowerCase() ?? '');
  };
  return tokens
    .map((token, i) => (QUOTED.test(token) && compares(i) ? token.slice(1, -1).toLowerCase() : token))
    .join('');
}

const quirk: Quirk = {
  name: 'text-booleans',
  clients: ['Entra ID', 'OneLogin', 'Microsoft SCIM Validator'],
  wire: '{"op": "Replace", "path": "active", "value": "False"}, roles[primary eq "True"].value',
  meaning: 'True and false written as text, in any case.',
  seen: '2026-08',
  fixture: 'entra/users-flag-off.json',
  rewrite: (request) => {
    const values = rewriteValues(request, (attribute, value) =>
      attribute.type === 'boolean' && typeof value === 'string' && TEXT.test(value)
        ? value.toLowerCase() === 'true'
        : value,
    );
    return rewriteFilters(values, (filter) =>
      SOME_QUOTED.test(filter) ? unquoted(filter, booleansOf(request.type)) : filter,
    );
  },
};

export default quirk;
