import type { Explanation, StoredExplanation } from '../../bridge/protocol/explain.ts';
import { equal, type Json } from '../../scim/json.ts';
import type { PieceTrace } from '../../mappers/explain/request.ts';
import type { RowTrace } from '../../mappers/explain/trace.ts';

/** Maximum characters of a value. */
const MAX_VALUE = 120;

function valueText(value: Json | undefined): string {
  if (value === undefined) return '(no value)';
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

const storedValues = ({ keycloak }: RowTrace): string =>
  keycloak.length === 0
    ? 'nothing'
    : keycloak.map(({ target, value }) => `${target} = ${valueText(value)}`).join('; ');

function rowLines(row: RowTrace): string[] {
  const { scim, value, transforms, exact, back } = row;
  const transformsText = transforms === '' ? '' : `  (${transforms})`;
  const lines = [
    `    SCIM       ${scim} = ${valueText(value)}`,
    `    Keycloak   ${storedValues(row)}${transformsText}`,
  ];
  if (exact) lines.push('    exact      kept beside, because Keycloak holds another form');
  if (value !== undefined && !equal(back, value)) lines.push(`    back       ${valueText(back)}`);
  return lines;
}

function pieceLines({ received, value, quirks, rows, notes }: PieceTrace): string[] {
  return [
    `  ${received}${value === undefined ? '' : ` = ${valueText(value)}`}`,
    ...(quirks.length === 0 ? [] : [`    quirks     ${quirks.join(', ')}`]),
    ...rows.flatMap(rowLines),
    ...notes.map((note) => `    note       ${note}`),
  ];
}

const findingLines = (findings: readonly string[]): string[] => findings.map((line) => `  ! ${line}`);

/** The explanation of a request as lines. */
export function explanationLines(explanation: Explanation): string[] {
  const { profile, findings, quirks, filter, pieces, calls, notes, answer } = explanation;
  const { status, detail, totalResults } = answer;
  const count = totalResults === undefined ? '' : `  ${totalResults} found`;
  return [
    `Profile ${profile}`,
    ...findingLines(findings),
    ...(pieces.length === 0
      ? []
      : ['', 'What the request says, and where it goes', ...pieces.flatMap(pieceLines)]),
    '',
    `Quirks applied   ${quirks.length === 0 ? 'none' : quirks.join(', ')}`,
    ...(filter === undefined ? [] : [`Filter read as   ${filter}`]),
    `Keycloak calls   ${calls.length === 0 ? 'none' : calls.join(', ')}`,
    ...notes.map((note) => `Note             ${note}`),
    `Answer           ${status}${count}${detail === undefined ? '' : `  ${detail}`}`,
    'Nothing was written.',
  ];
}

/** The explanation of a user as lines. */
export function storedLines({ profile, findings, id, hidden, rows, own }: StoredExplanation): string[] {
  const shown = hidden === undefined ? 'shown as  ' : 'hidden    ';
  return [
    `Profile ${profile}, user ${id}`,
    ...findingLines(findings),
    ...(hidden === undefined ? [] : [`  Hidden from SCIM. ${hidden}`]),
    '',
    ...rows.flatMap((row) => [
      `  ${storedValues(row)}`,
      `    ${shown} ${row.scim} = ${valueText(row.value)}${row.transforms === '' ? '' : `  (${row.transforms})`}`,
      ...(row.exact ? ['    exact      as the client spelt it, kept beside'] : []),
    ]),
    ...(own.length === 0 ? [] : ['', 'Kept by the bridge for itself']),
    ...own.flatMap(({ name, values, meaning }) => [
      `  attributes.${name} = ${valueText(values.length === 1 ? (values[0] ?? '') : [...values])}`,
      `    is         ${meaning}`,
    ]),
  ];
}
