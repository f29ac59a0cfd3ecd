import scimConfigSchema from '../../bridge/tenants/scimConfig.schema.json' with { type: 'json' };
import type { JsonSchema } from '../../documents/validate.ts';
import { PRESET_NAMES } from '../../mappers/document/presets.ts';
import mappingSchema from '../../mappers/document/mapping.schema.json' with { type: 'json' };
import { LIFECYCLE_MEMBERS } from '../../bridge/enablement/request/lifecycle.ts';

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength: 2_000,
  ...more,
  description,
});

const flag = (description: string): JsonSchema => ({ type: 'boolean', description });

const object = (description: string, properties: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
  description,
});

const list = (description: string, items: JsonSchema, maxItems: number): JsonSchema => ({
  type: 'array',
  maxItems,
  items,
  description,
});

const ENSURE: JsonSchema = {
  enum: ['present', 'absent'],
  description: 'Whether it is to be there; by default present.',
};

const LIFECYCLE: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  LIFECYCLE_MEMBERS.map((name) => [name, scimConfigSchema.properties[name]]),
);

const MAIL_TEXT = { maxLength: 255 };

/** The mail server of a realm, as Keycloak names its settings. */
const MAIL_SERVER = object(
  'The mail server; members that are left out stay as they are.',
  {
    host: text('Its name or address.', MAIL_TEXT),
    port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Its port.' },
    from: text('The address that mail comes from.', MAIL_TEXT),
    fromDisplayName: text('The name that mail comes from.', MAIL_TEXT),
    replyTo: text('The address for replies.', MAIL_TEXT),
    replyToDisplayName: text('The name for replies.', MAIL_TEXT),
    envelopeFrom: text('The address for mail that cannot be delivered.', MAIL_TEXT),
    ssl: flag('Whether the connection begins with TLS.'),
    starttls: flag('Whether the connection goes over to TLS.'),
    auth: flag('Whether Keycloak signs in there.'),
    authType: { enum: ['basic', 'token'], description: 'Whether it does so with a password or a token.' },
    user: text('The account there.', MAIL_TEXT),
    password: text('Its password; never shown.', MAIL_TEXT),
    authTokenUrl: text('The token endpoint.', MAIL_TEXT),
    authTokenScope: text('The scope of the token.', MAIL_TEXT),
    authTokenClientId: text('The client that gets the token.', MAIL_TEXT),
    authTokenClientSecret: text('Its secret; never shown.', MAIL_TEXT),
  },
  { required: ['host', 'from'] },
);

/** The settings of a realm in Keycloak that a document may declare, as Keycloak names them. */
const SETTINGS = object('Settings of the realm in Keycloak; those that are left out stay as they are.', {
  displayName: text('The name that people see.'),
  frontendUrl: text('The "Frontend URL" of the realm.', { pattern: '^https?://[^/?#\\s]+(/[^?#\\s]*)?$' }),
  loginWithEmailAllowed: flag('Whether people may sign in with their e-mail address.'),
  duplicateEmailsAllowed: flag('Whether several users may have the same e-mail address.'),
  registrationEmailAsUsername: flag('Whether the e-mail address is the user name.'),
  verifyEmail: flag('Whether people verify their e-mail address.'),
  internationalizationEnabled: flag('Whether users have a locale.'),
  supportedLocales: list('The locales that there are.', text('A locale.'), 200),
  defaultLocale: text('The locale of users without one.'),
  smtpServer: MAIL_SERVER,
  adminEventsEnabled: flag('Whether changes by administrators are kept as admin events; drift names them.'),
  adminEventsDetailsEnabled: flag('Whether these events hold what was changed.'),
});

const TOKEN = object(
  'A static token; a new one is made if the realm has no usable token of this label.',
  {
    ensure: ENSURE,
    label: text('The name by which it is recognised.', { maxLength: 100 }),
    expires: text('When it ends: a date, or a duration from its creation, such as 90d or 12h.'),
    readOnly: flag('Whether it may only read.'),
    source: text('The source of the users that clients create with it, for ownership.', {
      pattern: '^[a-z0-9][a-z0-9._-]{0,62}$',
    }),
  },
  { required: ['label'] },
);

const ATTRIBUTE = object(
  'An attribute of the user profile; members that are left out stay as they are.',
  {
    ensure: ENSURE,
    name: text('The name of the attribute.', { maxLength: 255 }),
    displayName: text('What people see.'),
    multivalued: flag('Whether it may have several values.'),
    required: { type: ['object', 'null'], description: 'Of whom it is required, as Keycloak has it.' },
    permissions: {
      type: 'object',
      description: 'Who may view and edit it, as Keycloak has it; by default administrators.',
    },
    validations: { type: 'object', description: 'Its validators, as Keycloak has them.' },
    annotations: { type: 'object', description: 'Its annotations, as Keycloak has them.' },
    group: text('The group of attributes that it is shown in.'),
  },
  { required: ['name'] },
);

const USER_PROFILE = object('The user profile of the realm.', {
  undeclared: {
    enum: ['administrators', 'drop'],
    description:
      'What becomes of the attributes that SCIM writes and the profile does not declare: administrators alone may write them (the default), or Keycloak drops them, so that each is declared below.',
  },
  attributes: list('Attributes that the profile is to declare; others stay.', ATTRIBUTE, 500),
});

const IDENTITY_PROVIDER = object(
  'An identity provider of the realm. With its alias alone, the realm must have it; with "kind", it is made, or brought into this state.',
  {
    ensure: ENSURE,
    alias: text('Its alias.', { maxLength: 255 }),
    kind: {
      enum: ['oidc', 'saml', 'keycloak-oidc', 'microsoft'],
      description: 'The kind of identity provider.',
    },
    displayName: text('What people see on the button.'),
    enabled: flag('Whether people may sign in by it.'),
    trustEmail: flag('Whether its e-mail addresses count as verified.'),
    hideOnLogin: flag('Whether the login page leaves it out.'),
    linkOnly: flag('Whether it only links to users that exist.'),
    storeToken: flag('Whether its tokens are kept.'),
    firstBrokerLoginFlowAlias: text('The flow of the first sign-in.'),
    config: {
      type: 'object',
      additionalProperties: { type: 'string', maxLength: 20_000 },
      description: 'Its configuration, as Keycloak has it; members that are left out stay as they are.',
    },
  },
  { required: ['alias'] },
);

/** What a document may say about one realm (JSON Schema draft 7). */
export const REALM_SCHEMA: JsonSchema & { readonly properties: Readonly<Record<string, JsonSchema>> } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Realm document',
  description:
    'What a realm of Keycloak is to have for SCIM. What is left out stays as it is. A text "env:NAME" or "file:PATH" stands for the value of an environment variable, or for the contents of a file.',
  type: 'object',
  additionalProperties: false,
  required: ['realm'],
  definitions: mappingSchema.definitions,
  properties: {
    $schema: { type: 'string', description: 'Where this schema is, so that an editor helps.' },
    realm: text('The name of the realm, case-sensitive.', { maxLength: 255 }),
    ensure: {
      enum: ['present', 'absent'],
      description:
        'With absent, SCIM is taken out of the realm, as "decommission" does; the realm itself stays.',
    },
    users: {
      enum: ['keep', 'disable'],
      description: 'With "ensure": "absent", what becomes of the users that SCIM created; by default keep.',
    },
    create: flag('Whether the realm is created if Keycloak has none of this name; by default not.'),
    settings: SETTINGS,
    enabled: flag('Whether SCIM is switched on; by default true.'),
    profile: { enum: PRESET_NAMES, description: 'What kind of client provisions; a new realm gets generic.' },
    mapping: {
      type: 'object',
      description:
        "What the realm changes in the profile's mapping (docs/reference/mapping.md); an empty object removes its changes.",
    },
    authentication: scimConfigSchema.properties.authentication,
    lifecycle: object(
      'What becomes of users who come and go; each rule replaces what the realm has, and null removes it.',
      LIFECYCLE,
    ),
    publicUrls: scimConfigSchema.properties.publicUrls,
    console: flag(
      'Whether the realm has the client scim-console, with which people sign in to the console; with false it is removed.',
    ),
    tokens: list('Static tokens; others stay.', TOKEN, 50),
    userProfile: USER_PROFILE,
    identityProviders: list('Identity providers; others stay.', IDENTITY_PROVIDER, 100),
  },
};

const withNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [{ type: 'null' }, schema] });

/** The same schema for editors: with `null` for rules that are to be removed, and with the schema of mappings in it. */
export const REALM_SCHEMA_FOR_EDITORS: JsonSchema = {
  ...REALM_SCHEMA,
  properties: {
    ...REALM_SCHEMA.properties,
    mapping: { ...mappingSchema, $schema: undefined, definitions: undefined },
    lifecycle: {
      ...REALM_SCHEMA.properties.lifecycle,
      properties: Object.fromEntries(
        Object.entries(LIFECYCLE).map(([name, schema]) => [name, withNull(schema)]),
      ),
    },
  },
};
