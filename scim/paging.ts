import { ScimError } from './errors.ts';

/** A page that is asked for by index; `startIndex` counts from 1 (RFC 7644 §3.4.2.4). */
interface IndexPage {
  readonly kind: 'index';
  readonly startIndex: number;
  readonly count: number;
}

/** A page of a list, by the kind of paging that the client asks for. */
export type Page = IndexPage;

/** Default and maximum number of resources in a page. */
export interface PageLimits {
  readonly defaultCount: number;
  readonly maxCount: number;
}

function integer(value: string | number | undefined, name: string): number | undefined {
  if (value === undefined || value === '') return undefined;
  const text = Number.isInteger(value) ? BigInt(value).toString() : String(value).trim();
  if (!/^[+-]?\d+$/.test(text)) {
    throw new ScimError('invalidValue', `"${name}" takes a whole number, not "${text.slice(0, 40)}".`);
  }
  return Math.min(Math.max(Number(text), -1), Number.MAX_SAFE_INTEGER);
}

/**
 * Reads `startIndex` and `count`: below 1 starts at 1, a negative count is 0, a count over the maximum is the
 * maximum (RFC 7644 §3.4.2.4).
 */
export function readPage(
  query: { startIndex?: string | number | undefined; count?: string | number | undefined },
  limits: PageLimits,
): Page {
  const startIndex = integer(query.startIndex, 'startIndex') ?? 1;
  const count = integer(query.count, 'count') ?? limits.defaultCount;
  return {
    kind: 'index',
    startIndex: Math.max(1, startIndex),
    count: Math.min(Math.max(0, count), limits.maxCount),
  };
}

/** Cuts a page out of a complete list. */
export function slice<T>(all: readonly T[], page: Page): T[] {
  return all.slice(page.startIndex - 1, page.startIndex - 1 + page.count);
}
