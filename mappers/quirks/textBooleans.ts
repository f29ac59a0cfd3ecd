import type { Quirk } from '../quirk.ts';
import { allAttributes, rewriteFilters, rewriteValues } from '../rewrite.ts';

const TEXT = /^(true|false)$/i;
const COMPARISON = /([\w$:.-]+)(\s+(?:eq|ne)\s+)"(true|false)"/gi;

const quirk: Quirk = {
  name: 'text-booleans',
  clients: ['Entra ID', 'OneLogin', 'Microsoft SCIM Validator'],
  wire: '{"op": "Replace", "path": "active", "value": "False"}, roles[primary eq "True"].value',
  meaning: 'True and false written as text, in any case.',
  seen: '2026-08',
  fixture: 'entra/users-flag-off.json',
  rewrite: (request) => {
    const booleans = new Set(
      allAttributes(request.type)
        .filter(({ type }) => type === 'boolean')
        .map(({ name }) => name.toLowerCase()),
    );
    const values = rewriteValues(request, (attribute, value) =>
      attribute.type === 'boolean' && typeof value === 'string' && TEXT.test(value)
        ? value.toLowerCase() === 'true'
        : value,
    );
    return rewriteFilters(values, (filter) =>
      filter.replace(COMPARISON, (whole, path: string, operator: string, value: string) => {
        const name = path.split(/[.:]/).at(-1)?.toLowerCase() ?? '';
        return booleans.has(name) ? `${path}${operator}${value.toLowerCase()}` : whole;
      }),
    );
  },
};

export default quirk;
