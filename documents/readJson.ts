import {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type JSONPath,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { step, type Mistake } from './mistake.ts';

/** A JSON document as it was read from a file. */
export interface ReadJson {
  readonly file: string;
  /** `undefined` if the text is no JSON. */
  readonly value: unknown;
  readonly mistakes: readonly Mistake[];
  /**
   * Finds the value at a pointer, or else the nearest value around it: its line, from 1, and how many of the pointer's
   * steps lead to it.
   */
  readonly place: (pointer: string) => { readonly line: number; readonly depth: number };
}

/** The steps of a JSON pointer (RFC 6901 §3), with numbers for indexes. */
const pathOf = (pointer: string): JSONPath =>
  pointer
    .split('/')
    .slice(1)
    .map((text) => text.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((name) => (/^(0|[1-9]\d*)$/.test(name) ? Number(name) : name));

/** Finds the offset of each line's beginning, and tells the line of an offset. */
function createLines(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** The node at a pointer; numbers may also be names of members. */
function nodeAt(root: Node, path: JSONPath): Node | undefined {
  return findNodeAtLocation(root, path) ?? findNodeAtLocation(root, path.map(String));
}

/** Lists the members that an object has twice: only the last one would count. */
function duplicates(node: Node, pointer: string, found: [node: Node, pointer: string][] = []) {
  const names = new Set<string>();
  for (const child of node.children ?? []) {
    const [key, value] = child.children ?? [];
    if (node.type === 'array') {
      duplicates(child, `${pointer}${step(node.children?.indexOf(child) ?? 0)}`, found);
    } else if (node.type === 'object' && key !== undefined) {
      const name = String(key.value);
      const memberPointer = `${pointer}${step(name)}`;
      if (names.has(name)) found.push([key, memberPointer]);
      names.add(name);
      if (value !== undefined) duplicates(value, memberPointer, found);
    }
  }
  return found;
}

/** The value of a node, with plain objects. */
function valueOf(node: Node): unknown {
  switch (node.type) {
    case 'array':
      return (node.children ?? []).map(valueOf);
    case 'object':
      return Object.fromEntries(
        (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
          key === undefined || value === undefined ? [] : [[String(key.value), valueOf(value)]],
        ),
      );
    default:
      return node.value as unknown;
  }
}

/** Reads a text as JSON in which comments and a comma after the last element are allowed; finds every mistake. */
export function readJson(text: string, file: string): ReadJson {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const lineOf = createLines(text);
  const syntaxMistakes = errors.slice(0, 1).map(({ error, offset }): Mistake => {
    const words = printParseErrorCode(error)
      .replaceAll(/(?<!^)([A-Z])/g, ' $1')
      .toLowerCase();
    return {
      file,
      line: lineOf(offset),
      pointer: '',
      code: 'notJson',
      sentence: `This is not JSON: ${words}.`,
    };
  });
  if (root === undefined || syntaxMistakes.length > 0) {
    const empty: Mistake = { file, line: 1, pointer: '', code: 'notJson', sentence: 'The file is empty.' };
    const mistakes = syntaxMistakes.length > 0 ? syntaxMistakes : [empty];
    return { file, value: undefined, mistakes, place: () => ({ line: 1, depth: 0 }) };
  }
  return {
    file,
    value: valueOf(root),
    mistakes: duplicates(root, '').map(([{ offset }, pointer]) => ({
      file,
      line: lineOf(offset),
      pointer,
      code: 'duplicate',
      sentence: 'This member is there twice; only the last one would count.',
    })),
    place(pointer) {
      const path = pathOf(pointer);
      for (let depth = path.length; depth > 0; depth -= 1) {
        const node = nodeAt(root, path.slice(0, depth));
        if (node !== undefined) return { line: lineOf(node.parent?.offset ?? node.offset), depth };
      }
      return { line: lineOf(root.offset), depth: 0 };
    },
  };
}
