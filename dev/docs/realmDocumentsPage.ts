import { REALM_SCHEMA_FOR_EDITORS } from '../../realm-config/fleet/realmSchema.ts';
import { cell, code, NOTE, table } from './table.ts';

/** What the page reads of a JSON Schema. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Members that have a page of their own. */
const OTHER_PAGES: Readonly<Record<string, string>> = {
  mapping: 'mapping.md',
  'authentication.issuers[]': 'authentication.md',
};

/** Whether a schema is `null`, the choice that removes a rule. */
const isNull = ({ type }: Schema): boolean => type === 'null';

/** What a member takes, as a cell. */
function takes({ type, enum: values, properties, anyOf, items }: Schema): string {
  if (values !== undefined) return values.map((one) => code(String(one))).join(', ');
  if (properties !== undefined) return 'object';
  if (anyOf !== undefined) return anyOf.map((one) => (isNull(one) ? code('null') : takes(one))).join(' or ');
  if (items !== undefined) return `list of ${takes(items)}`;
  return [type ?? 'any value'].flat().join(' or ');
}

/** A row for each member of an object, and for the members within it. */
function memberRows({ properties = {} }: Schema, path = ''): string[][] {
  return Object.entries(properties).flatMap(([name, member]) => {
    if (name === '$schema') return [];
    const own = `${path}${name}`;
    const choices = (member.anyOf ?? []).filter((one) => !isNull(one));
    const [only = member] = choices.length === 1 ? choices : [];
    const inner = only.items ?? only;
    const innerPath = only.items === undefined ? own : `${own}[]`;
    const page = OTHER_PAGES[own] ?? OTHER_PAGES[innerPath];
    const description = member.description ?? only.description ?? '';
    const meaning = page === undefined ? cell(description) : `${cell(description)} See [${page}](${page}).`;
    return [
      [code(own), takes(only === member ? member : { anyOf: [...(member.anyOf ?? [])] }), meaning],
      ...(page === undefined ? memberRows(inner, `${innerPath}.`) : []),
    ];
  });
}

/** The contract of the commands that take documents. */
const CONTRACT = `## The contract

**What is compared.** Only what a document declares. A member that is left out leaves alone what the realm has, whoever made it; so do members that are left out of \`settings\`, of an
attribute of the user profile, of \`smtpServer\`, and of \`config\` of an identity provider. Three things are as they say: each rule in \`lifecycle\`, \`authentication\` and \`mapping\` replaces what the realm has as a whole.
Besides, every document asks for what \`enable\` makes, because a realm cannot be served without it: the two clients, the rights of the bridge, the role, the client scope, the user profile, the index of lookup keys.
What the realm has of these kinds and the document does not name is printed as left alone.

**What is owned.** What \`realm-config\` creates carries the mark \`scim.managed\`: clients and the client scope as an attribute, identity providers in \`config\`, attributes of the user profile as an annotation.

**What becomes of tokens.** A token is known by its label. One that is missing, has ended or is revoked is created; one that has another \`expires\`, \`readOnly\` or \`source\` than the document gets what the document says, and stays the same token.
A duration counts from the creation of the token. An end in the past is refused: \`"ensure": "absent"\` revokes a token.

**What is deleted.** Nothing because it is missing in a document. Only \`"ensure": "absent"\` removes something: a static token of that label, and an identity provider or an attribute that carries the mark; one that
somebody else made stays. For a whole realm, \`"ensure": "absent"\` takes SCIM out of it as \`decommission\` does; the realm, its users and groups stay. Realms are never deleted. A plan prints removals first, except where SCIM is taken out: there in the order in which it is done.

**How things are found.** By \`realm\`, \`clientId\`, \`alias\` and label, each asked for by itself; \`GET /admin/realms\` is never sent. Client scopes are the exception: Keycloak finds them only in the list of all.

**Plan files.** \`plan --out FILE\` records the changes of each realm and a digest of its document; the file has no secret. \`apply FILE\` does nothing but these changes. It reads the documents and the realms again and is refused
as stale (exit code 4), before any write, if a document has changed, or if a realm would need a change that is not in the file. What was done meanwhile is no obstacle: a run that broke off is repeated with the same file.
Each change is compared once more right before it is written.

**Exit codes.**

| Code | \`plan\`, \`drift\`                                          | \`apply\`, \`decommission\`, \`export\`                    | \`validate\`                   |
| ---- | ---------------------------------------------------------- | ------------------------------------------------------ | ---------------------------- |
| 0    | nothing to do                                              | done, or nothing to do                                 | no mistake                   |
| 1    | a realm could not be compared; wrong usage or environment  | a realm failed; failures of several kinds              | failed                       |
| 2    | changes                                                    | wrong usage or environment; nobody can be asked (\`--yes\`) | wrong usage or environment |
| 3    | a document has mistakes                                    | a document has mistakes                                | a document has mistakes      |
| 4    |                                                            | the plan is stale                                      |                              |

**Secrets.** Values from \`env:NAME\` and \`file:PATH\`, client secrets and the password of the mail server are shown as \`(changed)\`, in plans, in \`--json\`, in errors and in the journal. A static token is shown once, by \`apply\`; or it goes to a file of
its realm that only its owner may read (\`--tokens FOLDER\`), or to the standard input of a command (\`--token-sink COMMAND\`, with \`SCIM_REALM\` and \`SCIM_TOKEN_LABEL\` in its environment). It is delivered before the realm accepts it:
if that fails, the realm does not have it, and the next run makes another one.

**Many realms.** \`--parallel\` realms (4; at most 32) are worked on at the same time, \`--only\` names some. A realm that fails is reported, the others go on, and the exit code is 1. A run that broke off is repeated: what was done
is found as described, and a run with nothing to do writes nothing. Two runs at once end as the documents say: where Keycloak refuses what the other one has made, the realm is read again. After ten seconds the commands say how far they are. If the sign-in of the administrator is refused, all of the work ends.

**New realms.** With \`"create": true\` a realm that does not exist is created. An access token has no rights over realms that are newer than it, so \`realm-config\` signs in again after each creation; besides, it renews its token every 30 seconds.

**Drift.** \`drift\` is \`plan\` for cron: it writes nothing to Keycloak, says for each difference who changed that thing last, as far as Keycloak keeps admin events (\`settings.adminEventsEnabled\`) and the administrator may
see them, and writes metrics for Prometheus (\`--metrics FILE\`). The values are shown as the change that would undo the drift: from what the realm has to what the document says.

**Export.** \`export\` prints the document of a realm as its SCIM is now, without secrets. \`plan\` finds nothing to do for it. It has no \`settings\`, \`userProfile\` and \`identityProviders\`: add those that you want to hold.

**Large fleets.** The access token of a client that administers realms grows with each of them, and at some hundred realms Keycloak, or a proxy, refuses it as too large (431). Tokens of \`admin-cli\`, with which \`KEYCLOAK_ADMIN\` signs
in, are lightweight and do not grow. For a service account (\`KEYCLOAK_ADMIN_CLIENT_ID\`, \`KEYCLOAK_ADMIN_CLIENT_SECRET\`) switch _Always use lightweight access token_ on in the client's _Advanced_ settings. If Keycloak answers 403, the account
lacks a right in that realm: with the role \`create-realm\` alone it has rights over the realms that it created itself, with \`admin\` over all. The former is also the faster one: \`admin\` contains
twenty roles of each realm, and with it a plan of 200 realms takes [three times as long](../benchmarks.md#fleets).
`;

/** The kinds of documents, and what a value may be. */
const DOCUMENTS = `## Documents

A file is a document of one realm, or a fleet. A folder stands for all its files that end in \`.json\` or \`.jsonc\`, except \`.schema.json\` and the files that a fleet names. Comments and trailing commas are tolerated. No realm
may be described twice. [realm.schema.json](realm.schema.json) as \`$schema\` helps in an editor; \`init\` puts a copy beside the documents. \`validate\` finds all mistakes at once that can be found without Keycloak, with
file, line and what was probably meant ([kinds of mistakes](mistakes.md)).

\`\`\`json
{
  "$schema": "./realm.schema.json",
  "realm": "acme",
  "create": true,
  "settings": { "adminEventsEnabled": true },
  "profile": "azure",
  "lifecycle": { "offboarding": { "delete": "hide" }, "brake": { "percent": 10 } },
  "tokens": [{ "label": "Entra ID", "expires": "365d" }],
  "identityProviders": [
    {
      "alias": "entra",
      "kind": "oidc",
      "config": {
        "clientId": "6f1c2a1e-0000-4000-8000-000000000000",
        "clientSecret": "env:ENTRA_SECRET",
        "authorizationUrl": "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize",
        "tokenUrl": "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"
      }
    }
  ]
}
\`\`\`

**Values from elsewhere.** A text \`env:NAME\` stands for an environment variable, \`file:PATH\` for the contents of a file (at most 64 KiB, without the line end; the path starts at the folder of the document). These values are
never shown, and are not part of a document's digest: a plan stays good when one of them changes.

**A fleet** has a \`template\`, which is a realm document with variables, and \`tenants\`; each is written there, or is the name of a file:

\`\`\`json
{
  "template": { "create": true, "settings": { "displayName": "\${name}" }, "profile": "azure" },
  "tenants": [
    { "realm": "acme", "name": "Acme Ltd", "override": { "profile": "okta" } },
    { "realm": "globex", "name": "Globex plc", "override": { "lifecycle": { "brake": { "percent": 25 } } } }
  ]
}
\`\`\`

- \`\${name}\` becomes the tenant's value, \`\${realm}\` its realm; a text that is one variable alone takes the value's type. \`$\${name}\` stands for the text \`\${name}\`. A variable without a value is a mistake, and so is a value that the template does not use.
- \`override\` replaces members of the template, as deep as it has objects; lists are replaced as a whole.
- As CSV (a name that ends in \`.csv\`), the first line names the columns: \`realm\`, variables, and overrides as JSON pointers, such as \`/lifecycle/brake/percent\`. The cell of an override is read as JSON, or else as text. An empty cell stands for nothing.
`;

const NOT_COMPARED = `## What is not compared

- **A secret that is changed by hand alone.** Keycloak answers stars for \`clientSecret\` of an identity provider, and for \`password\` and \`authTokenClientSecret\` of the mail server. So \`apply\` keeps a digest beside what it writes
  (\`scim.digest.clientSecret\`, by scrypt with a salt of its own), and writes the secret again if the document has another one, or if there is no digest. That somebody else has changed it in Keycloak does not show.
- **The secret and the keys of the bridge** are compared where Keycloak shows them, and never printed. Without \`BRIDGE_KEY_FILE\` and \`KEYCLOAK_CLIENT_SECRET\` a realm keeps those that it has.
- **The roles of existing groups** as long as the rules of \`lifecycle.groups\` stay: they are brought up to date when these rules change, and by \`enable\`.
- **Users.** No document says anything about one.
- An identity provider with its alias alone: it must exist if a rule names it, and nothing of it is compared.
`;

/** The page of the documents that describe realms. */
export function realmDocumentsPage(): string {
  return `# Documents of realms

${NOTE}

What \`realm-config validate\`, \`plan\`, \`apply\` and \`drift\` take, what they promise, and what \`init\`, \`export\` and \`decommission\` have to do with it. [The guide](../guides/fleets.md) goes through all of it with an example.

${CONTRACT}
${DOCUMENTS}
## Members

${table(['Member', 'Takes', 'Meaning'], memberRows(REALM_SCHEMA_FOR_EDITORS))}

${NOT_COMPARED}`;
}
