/** A bound on what one request may hold or take. */
export interface Limit {
  readonly max: number;
  readonly unit: 'characters' | 'bytes' | 'elements' | 'levels' | 'milliseconds' | 'connections';
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
  headersTime: {
    max: 15_000,
    unit: 'milliseconds',
    what: 'Until the request line and all headers have come',
    answer: '408, and the connection ends',
  },
  requestTime: {
    max: 60_000,
    unit: 'milliseconds',
    what: 'Until a request has come whole, its body included',
    answer: '408, and the connection ends',
  },
  unreadBodyTime: {
    max: 2_000,
    unit: 'milliseconds',
    what: 'For which a client may go on sending a body after the answer, as after 401 and 413',
    answer: 'the connection ends',
  },
  headers: {
    max: 65_536,
    unit: 'bytes',
    what: 'The request line and the headers together',
    answer: '431',
  },
  connections: {
    max: 2_000,
    unit: 'connections',
    what: 'Connections to one port at once, unless `MAX_CONNECTIONS` says otherwise',
    answer: 'further ones are closed',
  },
  adminBody: {
    max: 1_048_576,
    unit: 'bytes',
    what: 'A body sent to the admin API, which takes no compressed ones',
    answer: '413 `tooLarge`',
  },
  adminMistakes: {
    max: 100,
    unit: 'elements',
    what: 'Mistakes that one answer of the admin API lists',
    answer: 'the others are counted',
  },
} as const satisfies Readonly<Record<string, Limit>>;
