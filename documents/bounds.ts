import { LIMITS } from '../scim/limits.ts';
import { step, type Mistake, type Place } from './mistake.ts';

/** A value that is still to be counted, and the step that leads to it. */
interface Open {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

/**
 * Finds what makes a document larger than documents may be, before anything works on it; `place` is where it stands.
 * It is looked for without recursion, so that no depth of nesting is too much for it.
 */
export function findExcess(document: unknown, { file, pointer: at }: Place): Mistake | undefined {
  const excess = (pointer: string, sentence: string): Mistake => ({
    ...{ file, pointer },
    code: 'wrongFormat',
    sentence,
  });
  const { documentDepth, documentList, documentValues } = LIMITS;
  const open: Open[] = [{ value: document, pointer: at, depth: 0 }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, pointer, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth === documentDepth.max) {
      return excess(pointer, `This is nested more than ${documentDepth.max} levels deep.`);
    }
    const entries = Object.entries(value);
    if (entries.length > documentList.max) {
      return excess(pointer, `This has more than ${documentList.max} elements.`);
    }
    values += entries.length;
    if (values > documentValues.max) {
      return excess(at, `The document holds more than ${documentValues.max} values.`);
    }
    for (const [name, member] of entries) {
      open.push({ value: member, pointer: `${pointer}${step(name)}`, depth: depth + 1 });
    }
  }
  return undefined;
}
