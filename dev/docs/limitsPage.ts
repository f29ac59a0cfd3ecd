import { LIMITS, type Limit } from '../../scim/limits.ts';
import { cell, NOTE, table } from './table.ts';

const amount = ({ max, unit }: Limit): string => `${max.toLocaleString('en-US')} ${unit}`;

/** The page of the bounds on requests. */
export function limitsPage(): string {
  const rows = Object.values<Limit>(LIMITS).map((limit) => [
    cell(limit.what),
    amount(limit),
    cell(limit.answer),
  ]);
  return `# Limits

${NOTE}

What one request may hold or take at most. Each is checked before anything works on the text or list, so that no request stops the others; what
is over its bound is refused as a whole, with the place where it stands. [errors.md](errors.md) has what the answers mean.

${table(['What', 'At most', 'Answer'], rows)}
`;
}
