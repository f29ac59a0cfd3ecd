import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { step, type Mistake } from './mistake.ts';
import { message, type Text } from './text.ts';

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

/** The steps of a JSON pointer (RFC 6901 §3). */
const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((text) => text.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Maximum depth of nesting: the parser calls itself, and documents are bounded far below. */
const MAX_DEPTH = 128;

/** Finds the offset at which a text is nested too deeply; `undefined` if it is nowhere. */
function findTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const token = text[scanner.getTokenOffset()];
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return undefined;
}

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

/** An element of an array, or the property of an object (the last of this name, which counts). */
function childOf(node: Node, name: string): Node | undefined {
  const { type, children = [] } = node;
  if (type === 'array') return /^(0|[1-9]\d*)$/.test(name) ? children[Number(name)] : undefined;
  return children.findLast(({ children: [key] = [] }) => key?.value === name);
}

/** Lists the members that an object has twice: only the last one would count. */
function duplicates(node: Node, pointer: string, found: [node: Node, pointer: string][] = []) {
  const names = new Set<string>();
  for (const [at, child] of (node.children ?? []).entries()) {
    const [key, value] = child.children ?? [];
    if (node.type === 'array') {
      duplicates(child, `${pointer}${step(at)}`, found);
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

/** The result for a text that cannot be read. */
const unreadable = (file: string, line: number, sentence: Text): ReadJson => ({
  file,
  value: undefined,
  mistakes: [{ file, line, pointer: '', code: 'notJson', sentence }],
  place: () => ({ line: 1, depth: 0 }),
});

/** Reads a text as JSON in which comments and a comma after the last element are allowed; finds every mistake. */
export function readJson(markedText: string, file: string): ReadJson {
  const text = markedText.replace(/^\uFEFF/, '');
  const lineOf = createLines(text);
  const tooDeepAt = findTooDeep(text);
  if (tooDeepAt !== undefined) {
    return unreadable(
      file,
      lineOf(tooDeepAt),
      message('This is nested more than {max} levels deep.', { max: MAX_DEPTH }),
    );
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [syntaxError] = errors;
  if (root === undefined && text.trim() === '') return unreadable(file, 1, message('The file is empty.'));
  if (root === undefined || syntaxError !== undefined) {
    const { error, offset } = syntaxError ?? { error: undefined, offset: 0 };
    const words =
      error === undefined
        ? 'it has no value'
        : printParseErrorCode(error)
            .replaceAll(/(?<!^)([A-Z])/g, ' $1')
            .toLowerCase();
    return unreadable(file, lineOf(offset), message('This is not JSON: {words}.', { words }));
  }
  return {
    file,
    value: valueOf(root),
    mistakes: duplicates(root, '').map(([{ offset }, pointer]) => ({
      file,
      line: lineOf(offset),
      pointer,
      code: 'duplicate',
      sentence: message('This member is there twice; only the last one would count.'),
    })),
    place(pointer) {
      let [value, nearest, depth]: [Node | undefined, Node, number] = [root, root, 0];
      for (const name of stepsOf(pointer)) {
        const child: Node | undefined = value === undefined ? undefined : childOf(value, name);
        if (child === undefined) break;
        nearest = child;
        value = child.type === 'property' ? child.children?.[1] : child;
        depth += 1;
      }
      return { line: lineOf(nearest.offset), depth };
    },
  };
}
