/** A bound on what one request may hold or take. */
export interface Limit {
  readonly max: number;
  readonly unit: 'characters' | 'bytes' | 'elements' | 'levels' | 'milliseconds' | 'connections';
  /** The bounded value, for docs/reference/limits.md. */
  readonly what: string;
  /** The answer to a request that exceeds it, for docs/reference/limits.md. */
  readonly answer: string;
}

/**
 * Every bound on the work that a client, with or without a credential, can cause. Each is checked before anything works
 * on the text or list; docs/reference/limits.md is generated from this table.
 */
export const LIMITS = {
  filter: {
    max: 2_048,
    unit: 'characters',
    what: 'A filter, in a query or a SearchRequest',
    answer: '400 `invalidFilter`',
  },
  headers: {
    max: 65_536,
    unit: 'bytes',
    what: 'The request line and all headers together',
    answer: '431',
  },
  credential: {
    max: 16_384,
    unit: 'characters',
    what: 'A credential in the header `Authorization`',
    answer: '401',
  },
  body: {
    max: 4 * 1024 * 1024,
    unit: 'bytes',
    what: 'The body of a SCIM request',
    answer: '413',
  },
  depth: {
    max: 32,
    unit: 'levels',
    what: 'Objects and lists within each other in a body',
    answer: '400 `invalidSyntax`',
  },
  values: {
    max: 200_000,
    unit: 'elements',
    what: 'Members of objects and elements of lists in a whole body',
    answer: '413',
  },
  members: {
    max: 1_000,
    unit: 'elements',
    what: 'Members of one object in a body',
    answer: '400 `invalidValue`',
  },
  name: {
    max: 2_048,
    unit: 'characters',
    what: 'The name of a member in a body',
    answer: '400 `invalidSyntax`',
  },
  extensions: {
    max: 200,
    unit: 'elements',
    what: 'Extensions (names that begin with `urn:`) of one resource, in a body and after a PATCH',
    answer: '400 `invalidValue`',
  },
  elements: {
    max: 2_000,
    unit: 'elements',
    what: 'Elements of one list in a body, and of one that a PATCH makes longer; `members` and `groups` have a bound of their own',
    answer: '400 `invalidValue`',
  },
  memberships: {
    max: 50_000,
    unit: 'elements',
    what: 'Elements of `members` or `groups` in a body',
    answer: '400 `invalidValue`',
  },
  stored: {
    max: 262_144,
    unit: 'characters',
    what: 'The attributes of one user together, as text and as Keycloak keeps them',
    answer: '400 `invalidValue`',
  },
  operations: {
    max: 10_000,
    unit: 'elements',
    what: 'Operations of one PATCH',
    answer: '413',
  },
  patchWork: {
    max: 100_000,
    unit: 'elements',
    what: 'Elements that the operations of one PATCH look at: each operation counts the list that it changes, and 200 characters in it as one more element; a filter counts it once for every comparison',
    answer: '413',
  },
  memberComparisons: {
    max: 500_000,
    unit: 'elements',
    what: 'Comparisons of members of a group with the filters of one PATCH; ids (`value eq …`) cost none',
    answer: '413',
  },
  path: {
    max: 2_048,
    unit: 'characters',
    what: 'The path of a PATCH operation',
    answer: '400 `invalidPath`',
  },
  brackets: {
    max: 10,
    unit: 'levels',
    what: 'Brackets within each other in a filter or a path',
    answer: '400 `invalidFilter`',
  },
  comparisons: {
    max: 50,
    unit: 'elements',
    what: 'Comparisons in a filter or a path',
    answer: '400 `invalidFilter`',
  },
  attributes: {
    max: 8_192,
    unit: 'characters',
    what: '`attributes` or `excludedAttributes`, in a query or a SearchRequest',
    answer: '400 `invalidValue`',
  },
  attributeNames: {
    max: 1_000,
    unit: 'elements',
    what: 'Different names in `attributes` or `excludedAttributes`',
    answer: '400 `invalidValue`',
  },
  sortBy: {
    max: 2_048,
    unit: 'characters',
    what: '`sortBy`, in a query or a SearchRequest',
    answer: '400 `invalidValue`',
  },
  page: {
    max: 1_000,
    unit: 'elements',
    what: 'Resources in one page of a list',
    answer: 'A page of that size; `totalResults` tells of the others',
  },
  explained: {
    max: 1_000,
    unit: 'elements',
    what: 'Attributes or operations of one request that are explained one by one',
    answer: 'The others are counted',
  },
  cycleUsers: {
    max: 1_000,
    unit: 'elements',
    what: 'Users in one preview of a first cycle',
    answer: '400 `malformed`',
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
  unreadAnswerTime: {
    max: 60_000,
    unit: 'milliseconds',
    what: 'For which a client may read nothing of an answer that is being sent; looked at once in this time',
    answer: 'the connection ends',
  },
  connections: {
    max: 2_000,
    unit: 'connections',
    what: 'Connections to one port at once, unless `MAX_CONNECTIONS` says otherwise',
    answer: 'further ones are closed',
  },
  adminBody: {
    max: 524_288,
    unit: 'bytes',
    what: 'A body sent to the admin API, which takes no compressed ones',
    answer: '413 `tooLarge`',
  },
  changedAttributes: {
    max: 50,
    unit: 'elements',
    what: 'Attributes of a change that its entry in the journal has before and after',
    answer: 'the others are counted',
  },
  changedValue: {
    max: 200,
    unit: 'characters',
    what: 'A value before or after a change, in the journal',
    answer: 'the rest is cut off',
  },
  streams: {
    max: 100,
    unit: 'elements',
    what: 'Streams of the admin API that are open at once',
    answer: '503 `noMoreStreams`',
  },
  callerStreams: {
    max: 10,
    unit: 'elements',
    what: 'Streams of the admin API that one caller has open at once',
    answer: '429 `tooManyStreams`',
  },
  realmStreams: {
    max: 40,
    unit: 'elements',
    what: 'Streams of the admin API that are open at once for one realm',
    answer: '503 `noMoreStreams`',
  },
  streamStalledTime: {
    max: 30_000,
    unit: 'milliseconds',
    what: 'For which the reader of a stream may take nothing although there is something',
    answer: 'the stream ends',
  },
  hiddenRealms: {
    max: 100,
    unit: 'elements',
    what: 'Realms that Keycloak refuses to the caller, in one page of a list of realms',
    answer: 'the page ends there, and `next` goes on',
  },
  adminMistakes: {
    max: 100,
    unit: 'elements',
    what: 'Mistakes that one answer of the admin API lists',
    answer: 'the others are counted',
  },
  adminFullyChecked: {
    max: 65_536,
    unit: 'characters',
    what: 'A body sent to the admin API whose mistakes of form are all reported',
    answer: 'of a longer one only the first is',
  },
  documentDepth: {
    max: 32,
    unit: 'levels',
    what: 'Objects and lists within each other in a `scim.config` or a mapping',
    answer: 'a mistake, `wrongFormat`',
  },
  documentList: {
    max: 1_000,
    unit: 'elements',
    what: 'Elements of one list, and members of one object, in a `scim.config` or a mapping',
    answer: 'a mistake, `wrongFormat`',
  },
  documentValues: {
    max: 10_000,
    unit: 'elements',
    what: 'Members and elements of a whole `scim.config` or mapping',
    answer: 'a mistake, `wrongFormat`',
  },
  mappingRows: {
    max: 200,
    unit: 'elements',
    what: 'Rows of users, and rows of groups, in a mapping',
    answer: 'a mistake, `wrongFormat`',
  },
  unservedRealms: {
    max: 500,
    unit: 'elements',
    what: 'Realm names that are remembered as not served',
    answer: 'the name asked for longest ago is looked up again',
  },
  realmsWaiting: {
    max: 1_000,
    unit: 'elements',
    what: 'Realms that wait to be connected to',
    answer: '503',
  },
} as const satisfies Readonly<Record<string, Limit>>;
