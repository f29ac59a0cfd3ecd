import type { Explanation, StoredExplanation } from '../../bridge/protocol/explain.ts';
import { equal, type Json } from '../../scim/json.ts';
import type { PieceTrace } from '../../mappers/explain/request.ts';
import type { RowTrace } from '../../mappers/explain/trace.ts';
import { plain } from './escapeTerminal.ts';

/** Longest text of a value that is shown whole. */
const MAX_VALUE = 120;

function show(value: Json | undefined): string {
  if (value === undefined) return '(no value)';
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

const held = ({ keycloak }: RowTrace): string =>
  keycloak.length === 0
    ? 'nothing'
    : keycloak.map(({ target, value }) => `${plain(target)} = ${show(value)}`).join('; ');

function rowLines(row: RowTrace): string[] {
  const { scim, value, transforms, exact, back } = row;
  const through = transforms === '' ? '' : `  (${transforms})`;
  const lines = [`    SCIM       ${plain(scim)} = ${show(value)}`, `    Keycloak   ${held(row)}${through}`];
  if (exact) lines.push('    exact      kept beside, because Keycloak holds another form');
  if (value !== undefined && !equal(back, value)) lines.push(`    back       ${show(back)}`);
  return lines;
}

function pieceLines({ received, value, quirks, rows, notes }: PieceTrace): string[] {
  return [
    `  ${plain(received)}${value === undefined ? '' : ` = ${show(value)}`}`,
    ...(quirks.length === 0 ? [] : [`    quirks     ${quirks.join(', ')}`]),
    ...rows.flatMap(rowLines),
    ...notes.map((note) => `    note       ${plain(note)}`),
  ];
}

const findingLines = (findings: readonly string[]): string[] => findings.map((line) => `  ! ${plain(line)}`);

/** An explained request, for people. */
export function explanationText(explanation: Explanation): string {
  const { profile, findings, quirks, filter, pieces, calls, answer } = explanation;
  const { status, detail, totalResults } = answer;
  const found = totalResults === undefined ? '' : `  ${totalResults} found`;
  return [
    `Profile ${profile}`,
    ...findingLines(findings),
    ...(pieces.length === 0
      ? []
      : ['', 'What the request says, and where it goes', ...pieces.flatMap(pieceLines)]),
    '',
    `Quirks applied   ${quirks.length === 0 ? 'none' : quirks.join(', ')}`,
    ...(filter === undefined ? [] : [`Filter read as   ${plain(filter)}`]),
    `Keycloak calls   ${calls.length === 0 ? 'none' : calls.join(', ')}`,
    `Answer           ${status}${found}${detail === undefined ? '' : `  ${plain(detail)}`}`,
    'Nothing was written.',
  ].join('\n');
}

/** An explained user, for people. */
export function storedText({ profile, findings, id, rows }: StoredExplanation): string {
  return [
    `Profile ${profile}, user ${id}`,
    ...findingLines(findings),
    '',
    ...rows.flatMap((row) => [
      `  ${held(row)}`,
      `    shown as   ${plain(row.scim)} = ${show(row.value)}${row.transforms === '' ? '' : `  (${row.transforms})`}`,
      ...(row.exact ? ['    exact      as the client spelt it, kept beside'] : []),
    ]),
  ].join('\n');
}
