import { ADMINISTRATORS, VARIABLES, type Variable } from '../../bridge/environment.ts';
import { code, listed, NOTE, table } from './table.ts';

/** What a variable takes, as a cell. */
function takes(variable: Variable): string {
  if ('range' in variable) return `${variable.range[0]} to ${variable.range[1]}`;
  return 'values' in variable ? listed(variable.values) : variable.takes;
}

/** What holds when a variable is not set, as a cell. */
function unset(variable: Variable): string {
  if ('range' in variable) return code(String(variable.fallback));
  if ('values' in variable) return code(variable.fallback);
  return variable.fallback === undefined ? (variable.unset ?? '') : code(variable.fallback);
}

/** The page of environment variables. */
export function environmentPage(): string {
  const all: [string, Variable][] = Object.entries(VARIABLES);
  const sections = [...Map.groupBy(all, ([, { section }]) => section)].map(([section, variables]) => {
    const rows = variables.map(([name, variable]) => [
      code(name),
      takes(variable),
      unset(variable),
      variable.meaning,
    ]);
    return `## ${section}\n\n${table(['Variable', 'Takes', 'Unless set', 'Meaning'], rows)}`;
  });
  return `# Environment variables

${NOTE}

The bridge (\`npm start\`) is set up by these. Blanks around a value are left out, and a blank value counts as none. All mistakes are
reported at once, and the bridge does not start with one.

${sections.join('\n\n')}

## Variables of Node.js

Node.js reads these itself. They count for calls to Keycloak and to key servers.

| Variable | Meaning |
| --- | --- |
| \`NODE_EXTRA_CA_CERTS\` | A PEM file of certificate authorities that are trusted besides the public ones, such as your own that made Keycloak's certificate. Read at the start. |
| \`NODE_USE_ENV_PROXY\` | \`1\` sends calls through the proxies that \`HTTPS_PROXY\` (for https addresses) and \`HTTP_PROXY\` (for http addresses) name. |
| \`NO_PROXY\` | Hosts that are called directly all the same, with commas between: usually that of Keycloak. |

## What the bridge does not start with

Where one of ${listed(ADMINISTRATORS)} is set: the bridge needs no administrator of Keycloak, and
must not have one. \`realm-config\` takes \`KEYCLOAK_ADMIN\` and \`KEYCLOAK_ADMIN_PASSWORD\`; run it in a shell of its own.
`;
}
