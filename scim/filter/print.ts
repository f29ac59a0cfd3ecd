import type { Filter } from './ast.ts';

/** Prints a filter as canonical text: operators in lower case, single spaces, no needless parentheses. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'or':
      return filter.filters.map(printFilter).join(' or ');
    case 'and':
      return filter.filters
        .map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part)))
        .join(' and ');
    case 'not':
      return `not (${printFilter(filter.filter)})`;
    case 'element':
      return `${filter.path}[${printFilter(filter.filter)}]`;
    case 'present':
      return `${filter.path} pr`;
    case 'compare':
      return `${filter.path} ${filter.operator} ${JSON.stringify(filter.value)}`;
  }
}
