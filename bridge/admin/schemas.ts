import { SOURCE_PATTERN } from '../credentials/principal.ts';
import scimConfig from '../tenants/scimConfig.schema.json' with { type: 'json' };
import type { JsonSchema } from './route.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const moment = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });

/** An object, all of whose members are described; those in `required` must be there. */
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({ type: 'object', properties, required, additionalProperties: false });

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

const { $schema, title, ...configSchema } = scimConfig;

/** A realm's SCIM configuration. */
export const CONFIGURATION = object(
  {
    enabled: { type: 'boolean', description: 'Whether SCIM is switched on.' },
    profile: { type: 'string', maxLength: 100, description: 'The profile that says how clients are met.' },
    config: { ...configSchema, description: 'The document in scim.config.' },
  },
  ['enabled', 'profile'],
);

/** A static token as it is shown: never the token itself. */
const TOKEN_MEMBERS = {
  id: text('Its id in log, journal and audit.'),
  label: text('The name that the operator gave it.'),
  created: text('When it was made.'),
  expires: text('When it ends.'),
  revoked: text('From when on it is refused.'),
  readOnly: { type: 'boolean', description: 'Whether it may only read.' },
  source: text('Where the users come from whom it creates; scim unless told otherwise.'),
  status: { type: 'string', enum: ['active', 'in grace', 'expired', 'revoked'] },
  lastUsed: moment('When it was last used, as far as the store of the bridge knows.'),
} satisfies Record<string, JsonSchema>;

const TOKEN_REQUIRED = ['id', 'label', 'created', 'readOnly', 'status'];

export const TOKEN = object(TOKEN_MEMBERS, TOKEN_REQUIRED);

export const NEW_TOKEN = object({ ...TOKEN_MEMBERS, token: text('The token; shown now and never again.') }, [
  ...TOKEN_REQUIRED,
  'token',
]);

const WISH = {
  label: { type: 'string', minLength: 1, maxLength: 100, description: 'A name for it.' },
  expires: { ...moment('When it is to end; never, unless told.'), maxLength: 40 },
  readOnly: { type: 'boolean', description: 'Whether it may only read.' },
  source: {
    type: 'string',
    pattern: SOURCE_PATTERN,
    description: 'Where the users come from whom it creates, for ownership; scim unless told otherwise.',
  },
};

export const TOKEN_WISH = object(WISH, ['label']);

export const ROTATION = object(
  {
    ...WISH,
    grace: {
      type: 'integer',
      minimum: 0,
      maximum: 31_536_000,
      description: 'Seconds for which the old token stays good; 0 (at once) unless told otherwise.',
    },
  },
  [],
);

export const MISTAKE = object(
  {
    code: text('Which kind of mistake: a stable code.'),
    pointer: text('Where, as a JSON pointer.'),
    detail: text('What.'),
    hint: text('What was probably meant.'),
  },
  ['pointer', 'detail'],
);

/** A problem (RFC 9457). */
export const PROBLEM = object(
  {
    type: text('Which problem: a relative URI that ends with its stable code.'),
    title: text('What kind of problem.'),
    status: { type: 'integer' },
    detail: text('What happened.'),
    code: text('The stable code.'),
    requestId: text('Where to find it in the log.'),
    mistakes: listOf(MISTAKE),
  },
  ['type', 'title', 'status', 'detail', 'code', 'requestId'],
);
