/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** What stands after the opening fence: `sh`, `json`, `nginx` …; empty if nothing does. */
  readonly language: string;
  /** Number of the line after the opening fence, from 1. */
  readonly line: number;
  /** The lines between the fences, without the indentation of the opening fence. */
  readonly text: string;
}

/** A piece of code within a sentence or a table. */
interface InlineCode {
  readonly line: number;
  readonly text: string;
}

/** Code of a Markdown page, and the lines that are indented as code without a fence. */
export interface PageCode {
  readonly blocks: readonly CodeBlock[];
  readonly inline: readonly InlineCode[];
  /** Numbers of lines that Markdown shows as code though no fence says in which language. */
  readonly indented: readonly number[];
}

const FENCE = /^(?<indentation> *)```(?<language>\S*)$/;
const INDENTED = /^ {4}\S/;

/** Reads the code of a Markdown page. */
export function readCode(markdown: string): PageCode {
  const blocks: CodeBlock[] = [];
  const inline: InlineCode[] = [];
  const indented: number[] = [];
  const lines = markdown.split('\n');
  let isAfterBlank = true;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const fence = FENCE.exec(line)?.groups;
    if (fence !== undefined) {
      const { indentation = '', language = '' } = fence;
      const end = lines.indexOf(`${indentation}\`\`\``, i + 1);
      if (end === -1) throw new Error(`The block of line ${i + 1} has no end.`);
      const text = lines
        .slice(i + 1, end)
        .map((text) => text.slice(indentation.length))
        .join('\n');
      blocks.push({ language, line: i + 2, text });
      i = end;
      continue;
    }
    if (isAfterBlank && INDENTED.test(line)) indented.push(i + 1);
    isAfterBlank = line === '';
    for (const [, text = ''] of line.matchAll(/`([^`]+)`/g)) inline.push({ line: i + 1, text });
  }
  return { blocks, inline, indented };
}

/** Whether a text ends within single quotes, or with a backslash: the command goes on in the next line. */
const goesOn = (text: string): boolean => text.endsWith('\\') || text.split("'").length % 2 === 0;

const withoutComment = (line: string): string => line.replace(/(^|\s+)#\s.*$/, '').trim();

/** The commands of a shell block, without comments and blank lines. */
export function commandsOf({ text }: Pick<CodeBlock, 'text'>): string[] {
  const commands: string[] = [];
  let begun = '';
  for (const line of text.split('\n')) {
    if (begun === '') begun = withoutComment(line);
    else
      begun = begun.endsWith('\\')
        ? `${begun.slice(0, -1).trimEnd()} ${withoutComment(line)}`
        : `${begun}\n${line}`;
    if (begun === '' || goesOn(begun)) continue;
    commands.push(begun);
    begun = '';
  }
  return commands;
}
