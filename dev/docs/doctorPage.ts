import { REALM_FINDINGS, type FindingKind } from '../../bridge/doctor/codes.ts';
import { OUTSIDE_FINDINGS } from '../../realm-config/doctor/codes.ts';
import { cell, code, NOTE, table } from './table.ts';

const rowsOf = (kinds: Readonly<Record<string, FindingKind>>): string[][] =>
  Object.entries(kinds).map(([name, { severity, meaning, remedy }]) => [
    code(name),
    severity,
    cell(meaning),
    cell(remedy),
  ]);

const HEAD = ['Code', 'Severity', 'What it means', 'What to do'];

/** The page of what an examination of a realm can find. */
export function doctorPage(): string {
  return `# What the doctor finds

${NOTE}

\`realm-config doctor REALM\` looks for everything that may be amiss with SCIM in a realm; [operations.md](../guides/operations.md#what-is-amiss-in-a-realm) shows it. Each
finding has a code that stays, the place that it is about, what was seen there, and what to do; often the finding says more than stands here.

- **error**: something does not work, or is not safe. The exit code is 1.
- **warning**: something to look at; warnings alone do not fail. From outside, what is said to be an error may also be a warning.
- **unchecked**: something could not be looked at. The exit code is 1.
- **note**: somebody wanted it so. Notes alone do not fail.

## In Keycloak and the bridge

The same that \`GET /doctor\` of the [admin API](admin-api.md) answers.

${table(HEAD, rowsOf(REALM_FINDINGS))}

## From outside

Only the command line has these.

${table(HEAD, rowsOf(OUTSIDE_FINDINGS))}
`;
}
