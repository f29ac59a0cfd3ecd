import type { CompareOperator, CompareValue, Filter } from '../../../../scim/filter/ast.ts';

/** Short names for the nodes of a filter. */
export const and = (...filters: Filter[]): Filter => ({ kind: 'and', filters });
export const or = (...filters: Filter[]): Filter => ({ kind: 'or', filters });
export const not = (filter: Filter): Filter => ({ kind: 'not', filter });
export const pr = (path: string): Filter => ({ kind: 'present', path });
export const element = (path: string, filter: Filter): Filter => ({ kind: 'element', path, filter });
export const compare = (path: string, operator: CompareOperator, value: CompareValue): Filter => ({
  kind: 'compare',
  path,
  operator,
  value,
});
export const eq = (path: string, value: CompareValue): Filter => compare(path, 'eq', value);
