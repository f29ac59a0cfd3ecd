import {
  ISSUER_KINDS,
  type IssuerKind,
  type IssuerParameter,
  type ParameterFormat,
} from '../../providers/issuers/issuerKinds.ts';
import { ALGORITHMS } from '../../bridge/credentials/jwt/trustedIssuer.ts';
import scimConfig from '../../bridge/tenants/scimConfig.schema.json' with { type: 'json' };
import { cell, code, listed, NOTE, table } from './table.ts';

const TENANT_ID = '11111111-2222-3333-4444-555555555555';
const CLIENT_ID = '66666666-7777-8888-9999-aaaaaaaaaaaa';

/** One entry of `issuers` for each kind, as an operator would write it. */
const EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'azure-tenant': { name: 'entra', tenantId: TENANT_ID },
  'entra-application': { name: 'entra-app', tenantId: TENANT_ID, clientId: CLIENT_ID },
  'okta-authorization-server': {
    name: 'okta',
    account: 'provisioning@okta',
    issuer: 'https://example.okta.com/oauth2/default',
    clientId: '0oa1b2c3d4e5f6g7h8i9',
    audience: 'api://default',
    scope: 'scim',
  },
  oidc: {
    name: 'hr-system',
    readOnly: true,
    issuer: 'https://login.example.com/',
    audience: ['https://id.example.com/realms/acme/scim/v2'],
    claim: 'client_id',
    value: ['hr-export'],
    algorithms: ['RS256', 'ES256'],
  },
};

/** What a value of each format is, as a cell. */
const FORMATS: Readonly<Record<ParameterFormat, string>> = {
  guid: 'GUID',
  url: 'URL, https',
  text: 'text',
  scope: 'one scope',
  algorithm: 'algorithm',
  claims: 'object of claims and texts',
};

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** Texts, with "or" between. */
const any = (texts: readonly string[]): string => texts.map(code).join(' or ');

function unset({ required = false, default: held }: IssuerParameter): string {
  if (required) return 'required';
  if (held === undefined || (typeof held === 'object' && Object.keys(held).length === 0)) return 'none';
  return typeof held === 'object' && !Array.isArray(held)
    ? code(JSON.stringify(held))
    : any([held].flat() as string[]);
}

function parameterRows({ parameters }: IssuerKind): string[][] {
  return Object.entries(parameters).map(([name, parameter]) => [
    code(name),
    `${FORMATS[parameter.format]}${parameter.list === true ? ', or a list' : ''}`,
    unset(parameter),
    cell(parameter.description),
  ]);
}

function checkRows({ issuer }: IssuerKind): string[][] {
  const { issuers, audiences, algorithms, keys, client, claims, absent, scope } = issuer;
  const addresses = keys.map((source) => {
    const [how, address] = Object.entries(source)[0] ?? ['', ''];
    return `${how === 'jwks' ? 'key set' : 'named by'} ${code(address)}`;
  });
  const equal =
    typeof claims === 'string'
      ? [code(claims)]
      : Object.entries(claims).map(([claim, value]) => `${code(claim)} is ${code(value)}`);
  return [
    ['Issuer', `${code('iss')} is ${any(issuers)}, character by character`],
    ['Audience', `${code('aud')} has ${any(audiences)}`],
    ['Signature', `${any(algorithms)}; keys: ${addresses.join(', else ')}`],
    [
      'Time',
      `${code('exp')} is there and ahead; ${code('nbf')} and ${code('iat')} are past; 60 seconds of grace`,
    ],
    ['Client', `${any(client.claims)}, whichever there is, is ${any(client.values)}`],
    ...(equal.length === 0 ? [] : [['Other claims', equal.join(', ')]]),
    ['Must be missing', listed(absent)],
    ...(scope === undefined
      ? []
      : [['Scope', `${code(scope)} is in ${any(['scope', 'scp'])}, where one is given`]]),
  ];
}

function kindSection(kind: IssuerKind): string {
  const { kind: name, title, description, exclusive = [] } = kind;
  const only = exclusive.map((group) => ` Only one of ${listed(group)} may be given.`).join('');
  return `### ${code(name)}: ${title}

${description}

${table(['Parameter', 'Takes', 'Unless given', 'Meaning'], parameterRows(kind))}
${only === '' ? '' : `\n${only.trim()}\n`}
${json({ issuers: [{ kind: name, ...EXAMPLES[name] }] })}

What is checked of a token:

${table(['What', 'Right is'], checkRows(kind))}
`;
}

interface Member {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Member>>;
}

const memberRows = (members: Readonly<Record<string, Member>>, prefix = ''): string[][] =>
  Object.entries(members).flatMap(([name, { type = '', description = '', properties = {} }]) => [
    [code(`${prefix}${name}`), type === 'array' ? 'list' : type, cell(description)],
    ...memberRows(properties, `${prefix}${name}.`),
  ]);

/** The page of the credentials that a realm accepts. */
export function authenticationPage(): string {
  const { properties } = scimConfig.properties.authentication;
  return `# Authentication

${NOTE}

Which credentials a realm accepts is the member \`authentication\` of its configuration (\`scim.config\`). Without it the realm accepts static tokens, as
bearer tokens and as the password of Basic. Any of the others may be accepted beside. [credentials.md](../guides/credentials.md) says which to
choose.

\`npm run realm-config -- enable acme --authentication authentication.json\` puts such a document in force; so does the
[admin API](admin-api.md), as \`config.authentication\`. A document with mistakes is refused as a whole, and every mistake is told with its place.

${table(['Member', 'Takes', 'Meaning'], memberRows(properties))}

## Tokens of the realm itself (\`remoteToken\`)

${json({ remoteToken: { scope: 'scim', account: 'entra' } })}

Taken are access tokens that Keycloak gave to a client of this realm by the client credentials grant: \`iss\` is the realm's, at one of its addresses;
\`aud\` has the SCIM URL that is called; \`client_id\` is one of \`clients\`; \`typ\` is \`Bearer\`; \`sid\` and \`session_state\`, which a person's token has, are
missing. [keycloak-token-endpoint.md](../guides/keycloak-token-endpoint.md) says how the client proves itself.

## Trusted issuers (\`issuers\`)

A list of at most 20 entries. Each has a kind, the parameters of that kind, and these:

| Member | Takes | Unless given | Meaning |
| --- | --- | --- | --- |
| \`kind\` | ${ISSUER_KINDS.map(({ kind }) => code(kind)).join(', ')} | required | The kind. |
| \`name\` | 1 to 40 small letters, digits, hyphens | required | Its name in log and journal; the credential is \`issuer:<name>\`. No two have the same. |
| \`account\` | text | the name | The account name that calls carry in the journal. |
| \`readOnly\` | true or false | \`false\` | Whether such tokens may only read. |
| \`source\` | small letters, digits, \`.\`, \`-\`, \`_\` | \`scim\` | Where the users come from whom it creates, for a realm whose \`ownership\` is \`own\`. |

Several entries may share an issuer: a token is taken if it is right by one of them. A GUID is equal in any case, every other value character by
character. Addresses of keys must be https; ones of the bridge's \`KEY_SERVERS\` may be http. Redirects are not followed. Algorithms are
${listed(ALGORITHMS)}; none with a shared secret, and never \`none\`.

${ISSUER_KINDS.map(kindSection).join('\n')}`;
}
