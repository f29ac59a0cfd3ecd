/** A bound on what one request may hold or take. */
export interface Limit {
  readonly max: number;
  readonly unit: 'characters' | 'bytes' | 'elements' | 'levels' | 'milliseconds';
  /** What is bounded, as docs/reference/limits.md says it. */
  readonly what: string;
  /** What comes of exceeding it, as docs/reference/limits.md says it. */
  readonly answer: string;
}

/**
 * Every bound on what a stranger or a client can make the bridge work on. Each is checked before anything works on
 * the text or list; docs/reference/limits.md is made of this table.
 */
export const LIMITS = {
  filter: {
    max: 2_048,
    unit: 'characters',
    what: 'A filter, in a query or a SearchRequest',
    answer: '400 `invalidFilter`',
  },
} as const satisfies Readonly<Record<string, Limit>>;
