/** A place in a JSON document that is being read. */
interface Frame {
  readonly pointer: string;
  readonly isArray: boolean;
  /** The number of elements before, of an array. */
  index: number;
  /** The member whose value comes next, of an object. */
  name?: string | undefined;
}

/** A string, a mark, another scalar, the end of a line, or a quotation mark that is not closed. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\n|"/g;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function pointerOf(frame: Frame | undefined): string {
  if (frame === undefined) return '';
  return `${frame.pointer}/${frame.isArray ? frame.index : escaped(frame.name ?? '')}`;
}

/** Finds the line on which each member and element of a JSON document begins, by its pointer; lines count from 1. */
export function linesByPointer(json: string): ReadonlyMap<string, number> {
  const lines = new Map([['', 1]]);
  const frames: Frame[] = [];
  let line = 1;
  for (const [token] of json.matchAll(TOKEN)) {
    const frame = frames.at(-1);
    if (token === '\n') line += 1;
    else if (token === '}' || token === ']') frames.pop();
    else if (token === ',' && frame !== undefined) {
      frame.index += 1;
      frame.name = undefined;
    } else if (frame?.isArray === false && frame.name === undefined) {
      frame.name = JSON.parse(token) as string;
      lines.set(pointerOf(frame), line);
    } else if (token !== ':') {
      const pointer = pointerOf(frame);
      if (frame?.isArray === true) lines.set(pointer, line);
      if (token === '{' || token === '[') frames.push({ pointer, isArray: token === '[', index: 0 });
    }
  }
  return lines;
}

/** The line of a pointer: its own, or that of what would hold it. */
export function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number {
  const own = lines.get(pointer);
  if (own !== undefined) return own;
  const end = pointer.lastIndexOf('/');
  return end <= 0 ? 1 : lineOf(lines, pointer.slice(0, end));
}

function isScalar(token: string): boolean {
  try {
    return typeof JSON.parse(token) !== 'object' || token === 'null';
  } catch {
    return false;
  }
}

/** What may come next in a JSON document. */
type Expected = 'value' | 'firstValue' | 'name' | 'firstName' | 'colon' | 'comma' | 'nothing';

/** What may come after a token; `undefined` if the token itself is out of place. `ends` closes what is open. */
function follow(expected: Expected, token: string, ends: string[]): Expected | undefined {
  const [isClosing, isOpening] = [token === ends.at(-1), token === '{' || token === '['];
  if (isClosing && ['firstValue', 'firstName', 'comma'].includes(expected)) ends.pop();
  else if ((expected === 'value' || expected === 'firstValue') && isOpening) {
    ends.push(token === '{' ? '}' : ']');
    return token === '{' ? 'firstName' : 'firstValue';
  } else if ((expected === 'name' || expected === 'firstName') && token.startsWith('"') && isScalar(token)) {
    return 'colon';
  } else if (expected === 'colon' && token === ':') return 'value';
  else if (expected === 'comma' && token === ',') return ends.at(-1) === '}' ? 'name' : 'value';
  else if (!(expected === 'value' || expected === 'firstValue') || !isScalar(token)) return undefined;
  return ends.length === 0 ? 'nothing' : 'comma';
}

/** The line of the first thing that is out of place in a text that is no JSON; the last one if something is missing. */
function brokenLine(text: string): number {
  const ends: string[] = [];
  let expected: Expected = 'value';
  let line = 1;
  let lastLine = 1;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '\n') {
      line += 1;
      continue;
    }
    const next = follow(expected, token, ends);
    if (next === undefined) return line;
    expected = next;
    lastLine = line;
  }
  return lastLine;
}

/** Why a text is not a JSON object, and on which line; `undefined` if it is one. */
export function syntaxMistake(text: string): { readonly line: number; readonly detail: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? undefined : { line: 1, detail: '{ … }' };
  } catch (error) {
    return { line: brokenLine(text), detail: (error as Error).message };
  }
}
