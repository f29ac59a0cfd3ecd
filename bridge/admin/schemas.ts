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

const { $schema, title, ...configSchema } = scimConfig;

/** A realm's SCIM configuration. */
export const CONFIGURATION = object(
  {
    enabled: { type: 'boolean', description: 'Whether SCIM is switched on.' },
    profile: { type: 'string', maxLength: 100, description: 'The profile that the mapping is based on.' },
    config: { ...configSchema, description: 'The document in scim.config.' },
  },
  ['enabled', 'profile'],
);

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
