import { SOURCE_PATTERN } from '../credentials/principal.ts';
import scimConfig from '../tenants/scimConfig.schema.json' with { type: 'json' };
import type { JsonSchema } from './route.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const dateTime = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });

/** The schema of an object without other members; all are required by default. */
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({ type: 'object', properties, required, additionalProperties: false });

/** The schema of an array. */
export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** Sentences as data. */
export const TEXTS = listOf({
  anyOf: [
    { type: 'string', description: 'Words of somebody else, or a name.' },
    object({
      template: text('English, with placeholders such as {realm}.'),
      values: {
        type: 'object',
        description:
          'What stands for each placeholder: a text, a number, another sentence, or a list of them, which commas separate.',
      },
    }),
  ],
});

const { $schema, title, ...configSchema } = scimConfig;

/** The document in `scim.config`. */
export const CONFIG_DOCUMENT = { ...configSchema, description: 'The document in scim.config.' };

/** A realm's SCIM configuration. */
export const CONFIGURATION = object(
  {
    enabled: { type: 'boolean', description: 'Whether SCIM is switched on.' },
    profile: { type: 'string', maxLength: 100, description: 'The profile that the mapping is based on.' },
    config: CONFIG_DOCUMENT,
  },
  ['enabled', 'profile'],
);

/** The members that a realm's status and a list of realms share. */
export const REALM_MEMBERS = {
  realm: text('Its name.'),
  enabled: { type: 'boolean', description: 'Whether SCIM is switched on in Keycloak.' },
  served: { type: 'boolean', description: 'Whether the bridge serves it.' },
  profile: text('The profile that its mapping is based on.'),
} satisfies Record<string, JsonSchema>;

/** The members of a static token, without its text. */
const TOKEN_MEMBERS = {
  id: text('Its id in log, journal and audit.'),
  label: text('The name that the operator gave it.'),
  created: text('When it was created.'),
  expires: text('When it ends.'),
  revoked: text('From when it is refused.'),
  readOnly: { type: 'boolean', description: 'Whether it may only read.' },
  source: text('The identity source that users created with it belong to; by default scim.'),
  status: { type: 'string', enum: ['active', 'in grace', 'expired', 'revoked'] },
  lastUsed: dateTime('When it was last used, if the store of the bridge has a record of it.'),
} satisfies Record<string, JsonSchema>;

const TOKEN_REQUIRED = ['id', 'label', 'created', 'readOnly', 'status'];

/** A static token, without its text. */
export const TOKEN = object(TOKEN_MEMBERS, TOKEN_REQUIRED);

/** A static token that was just created, with its text. */
export const NEW_TOKEN = object({ ...TOKEN_MEMBERS, token: text('The token; shown only once.') }, [
  ...TOKEN_REQUIRED,
  'token',
]);

const TOKEN_OPTION_MEMBERS = {
  label: { type: 'string', minLength: 1, maxLength: 100, description: 'A name for it.' },
  expires: { ...dateTime('When it expires; by default never.'), maxLength: 40 },
  readOnly: { type: 'boolean', description: 'Whether it may only read.' },
  source: {
    type: 'string',
    pattern: SOURCE_PATTERN,
    description: 'The identity source that users created with it belong to, for ownership; by default scim.',
  },
};

/** The properties of a new token. */
export const TOKEN_OPTIONS = object(TOKEN_OPTION_MEMBERS, ['label']);

/** The properties of a token that replaces another; by default those of the old one. */
export const ROTATION = object(
  {
    ...TOKEN_OPTION_MEMBERS,
    grace: {
      type: 'integer',
      minimum: 0,
      maximum: 31_536_000,
      description: 'Seconds for which the old token stays valid; by default 0.',
    },
  },
  [],
);

/** A mistake in a document. */
export const MISTAKE = object(
  {
    code: text('The kind of mistake: a stable code.'),
    pointer: text('The place of the mistake, as a JSON pointer.'),
    detail: text('A sentence about the mistake.'),
    hint: text('What was probably meant.'),
    texts: { ...TEXTS, description: 'Detail and hint as data, for other languages than English.' },
  },
  ['pointer', 'detail'],
);

/** A problem (RFC 9457). */
export const PROBLEM = object(
  {
    type: text('The kind of problem: a relative URI that ends with its stable code.'),
    title: text('The kind of problem, as a short sentence.'),
    status: { type: 'integer' },
    detail: text('What happened.'),
    code: text('The stable code.'),
    requestId: text('The id of the request in the log.'),
    mistakes: listOf(MISTAKE),
  },
  ['type', 'title', 'status', 'detail', 'code', 'requestId'],
);

const strings = listOf({ type: 'string' });

/** Where one SCIM attribute is stored in Keycloak, and what is read back. */
const ROW_TRACE = object(
  {
    scim: text('The path of the SCIM attribute.'),
    value: { description: 'The value after the quirks; absent if the attribute is removed or has no value.' },
    transforms: text('The transforms between SCIM and Keycloak; empty if there are none.'),
    keycloak: listOf(
      object({
        target: text('The field in Keycloak, such as `username` or `attributes.title`.'),
        value: { description: 'The value in that field.' },
      }),
    ),
    exact: {
      type: 'boolean',
      description: 'Whether the exact value is stored as well, because Keycloak changes it.',
    },
    back: { description: 'The value that clients read back; absent if they read none.' },
  },
  ['scim', 'transforms', 'keycloak', 'exact'],
);

const MAPPING_ROW = { type: 'object' };

/** The rows of a mapping, with their sources. */
const MAPPING_ROWS = listOf(
  object(
    {
      path: text('The path of the SCIM attribute.'),
      source: {
        type: 'string',
        enum: ['profile', 'console', 'realm'],
        description:
          "Who has the last word: the profile, a mapper in Keycloak's console, or the realm's mapping.",
      },
      row: { ...MAPPING_ROW, description: "The row in force; absent if the realm's mapping removes it." },
      inherited: {
        ...MAPPING_ROW,
        description: "The row without the realm's mapping; absent if only that has it.",
      },
    },
    ['path', 'source'],
  ),
);

/** A mapping, with what it inherits and what it can name. */
export const MAPPING_OVERVIEW = object({
  user: MAPPING_ROWS,
  group: MAPPING_ROWS,
  inherited: {
    ...object({
      quirks: { ...strings, description: 'The quirks of the profile, in their order.' },
      behaviours: { type: 'object', description: 'The behaviours of the profile.' },
    }),
    description: "What is in force where the realm's mapping says nothing.",
  },
  quirks: {
    ...listOf(
      object({
        name: text('The name of the quirk.'),
        meaning: text('What it means, in a sentence.'),
        wire: text('An example of what clients send.'),
      }),
    ),
    description: 'Every quirk that a mapping can name.',
  },
});

/** What becomes of one part of a request. */
const PIECE_TRACE = object(
  {
    received: text('The path as the client sent it, after the operation of a PATCH.'),
    value: { description: 'The value as the client sent it; passwords are masked.' },
    quirks: { ...strings, description: 'The quirks that rewrote it.' },
    rows: { ...listOf(ROW_TRACE), description: 'The SCIM attributes that it changes.' },
    notes: { ...strings, description: 'What is ignored or refused, and why.' },
  },
  ['received', 'quirks', 'rows', 'notes'],
);

const EXPLAINED_PROFILE = {
  profile: text("The profile of the realm's mapping."),
  findings: { ...strings, description: "Findings about the realm's mapping." },
};

/** What the bridge would do with a SCIM request. */
export const EXPLANATION = object(
  {
    ...EXPLAINED_PROFILE,
    quirks: { ...strings, description: 'The quirks that rewrote the request.' },
    filter: text('The rewritten filter; absent if no quirk changed it.'),
    pieces: { ...listOf(PIECE_TRACE), description: 'What becomes of each part of the body.' },
    calls: { ...strings, description: 'The calls to Keycloak, in order.' },
    notes: { ...strings, description: 'What the journal would say besides, for operators.' },
    answer: object(
      {
        status: { type: 'integer', description: 'The HTTP status that the client would be answered.' },
        detail: text('The sentence of an error.'),
        totalResults: { type: 'integer', description: 'The number of results of a list.' },
      },
      ['status'],
    ),
  },
  ['profile', 'findings', 'quirks', 'pieces', 'calls', 'notes', 'answer'],
);

/** Where the SCIM attributes of a user are stored. */
export const STORED_EXPLANATION = object(
  {
    ...EXPLAINED_PROFILE,
    id: text('The id of the user.'),
    hidden: text('Why clients do not see the user; absent if they do.'),
    rows: listOf(ROW_TRACE),
    own: {
      ...listOf(
        object({
          name: text('The name of the user attribute.'),
          values: strings,
          meaning: text('What it is for.'),
        }),
      ),
      description: 'User attributes that the bridge keeps for itself.',
    },
  },
  ['profile', 'findings', 'id', 'rows', 'own'],
);
