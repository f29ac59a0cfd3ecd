import { format } from 'prettier';
import { openApi } from '../../bridge/admin/openapi.ts';
import { REFUSALS } from '../../bridge/credentials/refusals.ts';
import { ERRORS } from '../../scim/errors.ts';
import type { Behaviours, Preset } from '../../mappers/document/types.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import mappingSchema from '../../mappers/document/mapping.schema.json' with { type: 'json' };
import { aliasesOf } from '../../mappers/document/rowFields.ts';
import { findPreset, PRESET_NAMES } from '../../mappers/document/presets.ts';
import { TRANSFORMS, transformName } from '../../mappers/document/transforms.ts';
import { REALM_SCHEMA_FOR_EDITORS } from '../../realm-config/fleet/realmSchema.ts';
import { adminApiPage } from './adminApiPage.ts';
import { authenticationPage } from './authenticationPage.ts';
import { doctorPage } from './doctorPage.ts';
import { environmentPage } from './environmentPage.ts';
import { limitsPage } from './limitsPage.ts';
import { mistakesPage } from './mistakesPage.ts';
import { realmDocumentsPage } from './realmDocumentsPage.ts';
import { cell, code, NOTE, table } from './table.ts';

function errorsPage(): string {
  const entries = Object.entries<{ status: number; scimType?: string; when: string }>(ERRORS);
  const rows = entries.map(([name, { status, scimType, when }]) => [
    code(name),
    String(status),
    scimType === undefined ? '' : code(scimType),
    cell(when),
  ]);
  const refusals = Object.entries(REFUSALS).map(([name, sentence]) => [code(name), cell(sentence)]);
  return `# Errors

${NOTE}

Every error is answered as a SCIM error message (RFC 7644 §3.12); its code is in the header \`X-Error-Code\`.

${table(['Code', 'HTTP status', 'scimType', 'When'], rows)}

A person whose e-mail address Keycloak does not take is answered \`invalidValue\` (malformed) or \`uniqueness\` (another user has it), unless the realm
[keeps such addresses](../guides/configuration.md#e-mail-addresses-that-keycloak-does-not-take).

## Reasons in the journal

An entry of the journal about a request that was refused or failed has a \`reason\`: a \`code\`, and the \`values\` in its sentence by name, texts or lists of texts. The code is
that of the error, and \`values.detail\` its sentence; or, where the credential is why, one of these, which clients are not told:

${table(['Code', 'Sentence'], refusals)}

An entry that counts several refusals has \`reasons\`. Entries that an earlier version stored have neither; their \`outcome\` says why.
`;
}

async function quirksPage(): Promise<string> {
  const presets = PRESET_NAMES.map(findPreset).filter((preset) => preset !== undefined);
  const rows = [...(await loadQuirks()).values()].map(({ name, clients, wire, meaning, seen }) => [
    code(name),
    cell(clients.join(', ')),
    code(wire),
    cell(meaning),
    cell(seen),
    presets
      .filter(({ quirks }) => quirks.includes(name))
      .map((preset) => code(preset.name))
      .join(', '),
  ]);
  return `# Quirks

${NOTE}

Ways in which clients differ from the standard, and what the bridge takes them to mean. Each is a rewrite of the
request, switched on by presets; after them the bridge goes by the letter.

${table(['Name', 'Clients', 'On the wire', 'Meaning', 'Last seen', 'Presets'], rows)}
`;
}

type Rows = Preset['user'];

/** Where a row keeps its values, as a cell. */
function home(rows: Rows, path: string): string | undefined {
  const row = rows.find(({ scim }) => scim === path);
  if (row === undefined) return undefined;
  return row.principal === undefined ? code(row.keycloak) : `${code(row.keycloak)}, ${code(row.principal)}`;
}

/** The other names that a preset takes for an attribute, as a cell. */
const otherNames = (rows: Rows, path: string): string =>
  rows
    .filter(({ scim }) => scim === path)
    .flatMap(aliasesOf)
    .map(({ name, transform }) =>
      transform === undefined ? code(name) : `${code(name)} (${code(transformName(transform))})`,
    )
    .join(', ');

function presetsPage(): string {
  const presets = PRESET_NAMES.map(findPreset).filter((preset) => preset !== undefined);
  const [generic] = presets;
  const behaviours = Object.keys(generic?.behaviours ?? {}) as (keyof Behaviours)[];
  const quirks = generic?.quirks ?? [];
  const names = presets.map(({ name }) => code(name));
  const descriptions = presets.map(
    ({ name, title, description }) => `- ${code(name)}: **${cell(title)}.** ${cell(description)}`,
  );
  const behaviourRows = behaviours.map((behaviour) => [
    code(behaviour),
    ...presets.map((preset) => code(preset.behaviours[behaviour])),
  ]);
  const quirkRows = quirks.map((quirk) => [
    code(quirk),
    ...presets.map((preset) => (preset.quirks.includes(quirk) ? 'yes' : '')),
  ]);
  const pathsOf = (kind: 'user' | 'group'): string[] => [
    ...new Set(presets.flatMap((preset) => preset[kind].map(({ scim }) => scim))),
  ];
  /** Columns of presets that differ from the first one only. */
  const homes = (kind: 'user' | 'group'): string[][] =>
    pathsOf(kind).map((path) => {
      const own = home(generic?.[kind] ?? [], path) ?? '';
      const others = presets.filter((preset) => (home(preset[kind], path) ?? '') !== own);
      const differing = others.map((preset) => `${preset.name}: ${home(preset[kind], path) ?? 'nowhere'}`);
      return [code(path), own, differing.join(', ')];
    });
  const aliased = pathsOf('user').filter((path) =>
    presets.some((preset) => otherNames(preset.user, path) !== ''),
  );
  const aliasRows = aliased.map((path) => [
    code(path),
    ...presets.map((preset) => (preset.quirks.includes('aliases') ? otherNames(preset.user, path) : '')),
  ]);
  return `# Presets

${NOTE}

A preset is what \`--profile\` of \`realm-config enable\` chooses: mapping rows, rewrites of dialects, behaviours. A realm can change each of
them with a [mapping document](mapping.md).

${descriptions.join('\n')}

## Behaviours

What the values mean is in [mapping.md](mapping.md#behaviours).

${table(['Behaviour', ...names], behaviourRows)}

## Dialects that are understood

In this order; [quirks.md](quirks.md) shows each.

${table(['Quirk', ...names], quirkRows)}

## Other names for attributes

What clients may call an attribute, at the top level of a resource, in paths and in filters.

${table(['SCIM', ...names], aliasRows)}

## Where user attributes live in Keycloak

${table(['SCIM', 'Keycloak', 'Presets that differ'], homes('user'))}

## Where group attributes live in Keycloak

${table(['SCIM', 'Keycloak', 'Presets that differ'], homes('group'))}
`;
}

interface Described {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly type?: string | readonly string[];
}

/** What a member of a document takes, as a cell. */
function takes({ enum: values, type, description: _description, ...rest }: Described & object): string {
  if (values !== undefined) return values.map(code).join(', ');
  if (type !== undefined) return [type].flat().join(' or ');
  return 'anyOf' in rest ? 'text or list' : 'see below';
}

const memberRows = (members: Readonly<Record<string, Described>>): string[][] =>
  Object.entries(members)
    .filter(([name]) => name !== '$schema')
    .map(([name, member]) => [code(name), takes(member), cell(member.description ?? '')]);

function mappingPage(): string {
  const { properties, definitions, description } = mappingSchema;
  const transforms = Object.entries(TRANSFORMS).map(([name, { does, inverse, example }]) => [
    code(name),
    code(example),
    cell(does),
    cell(inverse),
  ]);
  return `# Mapping documents

${NOTE}

${description} \`realm-config enable <realm> --mapping <file>\` puts one in force, \`realm-config explain <realm> … --mapping <file>\` tries it;
all its mistakes are told together, each with its file, its place and what was probably meant. An editor that is given
[mapping.schema.json](../../mappers/document/mapping.schema.json) as \`$schema\` helps while you write.

\`\`\`json
{
  "extends": "azure",
  "user": [
    { "scim": "phoneNumbers[type eq \\"mobile\\"].value", "keycloak": "attributes.mobile" },
    { "scim": "userName", "mirror": "userPrincipalName" },
    {
      "scim": "urn:ietf:params:scim:schemas:extension:Acme:2.0:User:costCode",
      "keycloak": "attributes.costCode",
      "aliases": ["extensionAttribute7"]
    },
    { "scim": "nickName", "keycloak": null }
  ],
  "behaviours": { "password": "ignore" }
}
\`\`\`

## Layers

Later ones outdo earlier ones: the preset that \`scim.profile\` names; the _User Attribute_ mappers of the client \`scim-endpoint\` in Keycloak's
console; the mapping document, which is kept as \`mapping\` in the attribute \`scim.config\` of that client.

A mapper {user attribute X, token claim P} says that the SCIM path P is also kept in user attribute X, just as it was sent, and that X is
another name for P. Where P has no row it becomes one, kept in X. In P, \`2.0\` and \`2\\.0\` are the same. What is odd about a mapper is told in the log
of the bridge and by \`enable\` and \`explain\`, and the realm is served all the same.

## The document

${table(['Member', 'Takes', 'Meaning'], memberRows(properties))}

## A row

${table(['Member', 'Takes', 'Meaning'], memberRows(definitions.row.properties))}

A value that Keycloak cannot hold as it was sent (capital letters of a user name, characters in a name, blanks, very long texts) comes back
exactly all the same: its exact form is kept beside, as long as Keycloak still holds what it was stored with. Rows with a one-way transform
are the exception.

Never written are user attributes that steer Keycloak itself: \`LDAP_*\`, \`KERBEROS_*\`, \`kc.*\`, \`scim.*\`, names of Keycloak's own fields; \`locale\`
takes the SCIM attributes \`locale\` and \`preferredLanguage\` only.

## Transforms

${table(['Transform', 'Example', 'What it does, from SCIM to Keycloak', 'Inverse'], transforms)}

## Behaviours

${table(['Behaviour', 'Values', 'Meaning'], memberRows(properties.behaviours.properties))}
`;
}

/** The pages of docs/reference that are made from the code, by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const pages = {
    'errors.md': errorsPage(),
    'quirks.md': await quirksPage(),
    'presets.md': presetsPage(),
    'mapping.md': mappingPage(),
    'environment.md': environmentPage(),
    'limits.md': limitsPage(),
    'mistakes.md': mistakesPage(),
    'doctor.md': doctorPage(),
    'authentication.md': authenticationPage(),
    'admin-api.md': adminApiPage(),
    'openapi.json': JSON.stringify(openApi(), null, 2),
    'realm-documents.md': realmDocumentsPage(),
    'realm.schema.json': JSON.stringify(REALM_SCHEMA_FOR_EDITORS, null, 2),
  };
  const formatted = Object.entries(pages).map(
    async ([name, text]) => [name, await format(text, { filepath: name, printWidth: 110 })] as const,
  );
  return new Map(await Promise.all(formatted));
}
