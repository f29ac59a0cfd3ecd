import { PROBLEMS } from '../../bridge/admin/problem.ts';
import type { AdminRoute, JsonSchema } from '../../bridge/admin/route.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from '../../bridge/admin/routes/routes.ts';
import { cell, code, listed, NOTE, table } from './table.ts';

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

/** The members of a body or an answer, or of the elements of a list. */
function membersOf(schema: JsonSchema | undefined): Schema {
  const { items, ...own } = (schema ?? {}) as Schema;
  return items ?? own;
}

const typeOf = ({ type = 'any', format, enum: values, items }: Schema): string => {
  if (values !== undefined) return listed(values);
  if (format === 'date-time') return 'date and time (RFC 3339)';
  return type === 'array' ? `list of ${items?.type ?? 'any'}` : type;
};

function memberRows(schema: JsonSchema | undefined): string[][] {
  const { properties = {}, required = [] } = membersOf(schema);
  return Object.entries(properties).map(([name, member]) => [
    code(name),
    typeOf(member),
    required.includes(name) ? 'yes' : '',
    cell(member.description ?? ''),
  ]);
}

const pathOf = ({ path }: AdminRoute): string => (path === '/' ? '' : path);

function answerOf(status: string, { description, schema }: AdminRoute['answers'][number]): string {
  const names = Object.keys(membersOf(schema).properties ?? {});
  const list = (schema as Schema | undefined)?.type === 'array' ? 'a list; each has ' : '';
  return `${status}: ${description}${names.length === 0 ? '' : ` Members: ${list}${listed(names)}.`}`;
}

/** What a route makes of `If-Match`. */
const CONDITIONS = {
  always: ' Needs `If-Match`: the ETag of what is replaced, or `*`.',
  onRequest: ' Heeds `If-Match`: with the ETag of a configuration it changes no other.',
} as const satisfies Record<NonNullable<AdminRoute['conditional']>, string>;

function section(route: AdminRoute): string {
  const { method, summary, rights, query = [], body, conditional, streams = false, answers } = route;
  const parameters = query.map(({ name, description, schema }) => [
    code(name),
    typeOf(schema as Schema),
    cell(description),
  ]);
  return [
    `### ${code(`${method.toUpperCase()} ${pathOf(route) === '' ? '(the path itself)' : pathOf(route)}`)}`,
    summary,
    `Rights: ${listed(rights.split(', '))}.${conditional === undefined ? '' : CONDITIONS[conditional]}${streams ? ' Takes `Last-Event-ID`: the id of the last event that the client has seen.' : ''}`,
    ...(parameters.length === 0 ? [] : [table(['Query', 'Takes', 'Meaning'], parameters)]),
    ...(body === undefined
      ? []
      : [table(['Member of the body', 'Type', 'Required', 'Meaning'], memberRows(body))]),
    ...Object.entries(answers).map(([status, answer]) => answerOf(status, answer)),
  ].join('\n\n');
}

/** The page of the admin API. */
export function adminApiPage(): string {
  const overview = ADMIN_ROUTES.map((route) => [
    route.method.toUpperCase(),
    pathOf(route) === '' ? '' : code(pathOf(route)),
    cell(route.summary),
    listed(route.rights.split(', ')),
  ]);
  const problems = Object.entries(PROBLEMS).map(([name, { status, title }]) => [
    code(name),
    String(status),
    cell(title),
  ]);
  return `# Admin API

${NOTE}

For whoever runs a realm's SCIM: to see how it stands, change its configuration, rotate tokens, read the journal. [operations.md](../guides/operations.md) has examples with curl; [openapi.json](openapi.json)
is the same as OpenAPI 3.1, which the bridge serves too, as \`openapi.json\` below the path of any realm.

It is below \`${ADMIN_PATH}\` on the management port (\`MANAGEMENT_PORT\`), and on the public port where \`ADMIN_API_PUBLIC\` is \`true\`.

**Who may.** Send \`Authorization: Bearer <access token of Keycloak>\` of an administrator of the realm, or of realm \`master\`. The bridge uses that token for its
calls to Keycloak, so Keycloak decides what its holder may do; rights are roles of the client \`realm-management\` of the realm (in \`master\`: of the client
\`<realm>-realm\`). The token must be issued by Keycloak under the address by which the bridge reaches it, or Keycloak be started with a hostname.

**Changes** are in force with the next request, one at a time in each realm, and in the journal as kind \`audit\`, with who made them; so are those that were refused.

## Routes

${table(['Method', 'Path', 'What', 'Rights'], overview)}

${ADMIN_ROUTES.map(section).join('\n\n')}

## Problems

Errors are answered as \`application/problem+json\` (RFC 9457), with \`code\`, \`detail\`, the \`requestId\` under which the log has more, and
\`mistakes\` (\`code\`, \`pointer\`, \`detail\`, \`hint\`) where there are several. A body of the wrong shape is \`malformed\`, except for \`/config\`, \`/config/validation\` and the \`config\` of an explanation: they list every
mistake at once, of shape or otherwise, as \`invalidConfiguration\` or in the result, and each \`pointer\` is a JSON pointer into the body that was sent.

${table(['Code', 'HTTP status', 'Meaning'], problems)}
`;
}
