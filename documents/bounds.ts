import { LIMITS } from '../scim/limits.ts';
import { step, type Mistake, type Place } from './mistake.ts';
import { message, type Text } from './text.ts';

/** A value that is still to be counted. */
interface PendingValue {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

/**
 * Finds the bound that a document exceeds, before anything works on it; `undefined` if it exceeds none. The search is not
 * recursive, so that no depth of nesting can overflow the stack.
 */
export function findExcess(document: unknown, { file, pointer: root }: Place): Mistake | undefined {
  const excess = (pointer: string, sentence: Text): Mistake => ({
    ...{ file, pointer },
    code: 'wrongFormat',
    sentence,
  });
  const { documentDepth, documentList, documentValues } = LIMITS;
  const pending: PendingValue[] = [{ value: document, pointer: root, depth: 0 }];
  let values = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, pointer, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth === documentDepth.max) {
      return excess(
        pointer,
        message('This is nested more than {max} levels deep.', { max: documentDepth.max }),
      );
    }
    const entries = Object.entries(value);
    if (entries.length > documentList.max) {
      return excess(pointer, message('This has more than {max} elements.', { max: documentList.max }));
    }
    values += entries.length;
    if (values > documentValues.max) {
      return excess(root, message('The document holds more than {max} values.', { max: documentValues.max }));
    }
    for (const [name, member] of entries) {
      pending.push({ value: member, pointer: `${pointer}${step(name)}`, depth: depth + 1 });
    }
  }
  return undefined;
}
