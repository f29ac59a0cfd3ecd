import type { Explanation, StoredExplanation } from '../../bridge/protocol/explain.ts';
import { equal, type Json } from '../../scim/json.ts';
import type { PieceTrace } from '../../mappers/explain/request.ts';
import type { RowTrace } from '../../mappers/explain/trace.ts';
import { escapeTerminal } from './escapeTerminal.ts';

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
    : keycloak.map(({ target, value }) => `${escapeTerminal(target)} = ${valueText(value)}`).join('; ');

function rowLines(row: RowTrace): string[] {
  const { scim, value, transforms, exact, back } = row;
  const transformsText = transforms === '' ? '' : `  (${transforms})`;
  const lines = [
    `    SCIM       ${escapeTerminal(scim)} = ${valueText(value)}`,
    `    Keycloak   ${storedValues(row)}${transformsText}`,
  ];
  if (exact) lines.push('    exact      kept beside, because Keycloak holds another form');
  if (value !== undefined && !equal(back, value)) lines.push(`    back       ${valueText(back)}`);
  return lines;
}

function pieceLines({ received, value, quirks, rows, notes }: PieceTrace): string[] {
  return [
    `  ${escapeTerminal(received)}${value === undefined ? '' : ` = ${valueText(value)}`}`,
    ...(quirks.length === 0 ? [] : [`    quirks     ${quirks.join(', ')}`]),
    ...rows.flatMap(rowLines),
    ...notes.map((note) => `    note       ${escapeTerminal(note)}`),
  ];
}

const findingLines = (findings: readonly string[]): string[] =>
  findings.map((line) => `  ! ${escapeTerminal(line)}`);

/** The explanation of a request as text. */
export function explanationText(explanation: Explanation): string {
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
    ...(filter === undefined ? [] : [`Filter read as   ${escapeTerminal(filter)}`]),
    `Keycloak calls   ${calls.length === 0 ? 'none' : calls.join(', ')}`,
    ...notes.map((note) => `Note             ${escapeTerminal(note)}`),
    `Answer           ${status}${count}${detail === undefined ? '' : `  ${escapeTerminal(detail)}`}`,
    'Nothing was written.',
  ].join('\n');
}

/** The explanation of a user as text. */
export function storedText({ profile, findings, id, hidden, rows, own }: StoredExplanation): string {
  const shown = hidden === undefined ? 'shown as  ' : 'hidden    ';
  return [
    `Profile ${profile}, user ${id}`,
    ...findingLines(findings),
    ...(hidden === undefined ? [] : [`  Hidden from SCIM. ${escapeTerminal(hidden)}`]),
    '',
    ...rows.flatMap((row) => [
      `  ${storedValues(row)}`,
      `    ${shown} ${escapeTerminal(row.scim)} = ${valueText(row.value)}${row.transforms === '' ? '' : `  (${row.transforms})`}`,
      ...(row.exact ? ['    exact      as the client spelt it, kept beside'] : []),
    ]),
    ...(own.length === 0 ? [] : ['', 'Kept by the bridge for itself']),
    ...own.flatMap(({ name, values, meaning }) => [
      `  attributes.${escapeTerminal(name)} = ${valueText(values.length === 1 ? (values[0] ?? '') : [...values])}`,
      `    is         ${escapeTerminal(meaning)}`,
    ]),
  ].join('\n');
}
