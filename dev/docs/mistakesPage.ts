import { MISTAKES } from '../../documents/codes.ts';
import { cell, code, NOTE, table } from './table.ts';

/** The page of the kinds of mistakes in documents. */
export function mistakesPage(): string {
  const rows = Object.entries(MISTAKES).map(([name, what]) => [code(name), cell(what)]);
  return `# Mistakes in documents

${NOTE}

What can be wrong in a realm's configuration, a mapping document, a file of \`realm-config\` or a body of the admin API. Each mistake is told with its
code, its place (a JSON pointer, with the file where there are several), a sentence, and often what was probably meant. Codes stay; sentences may change.

${table(['Code', 'What is wrong'], rows)}
`;
}
