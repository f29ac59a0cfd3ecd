/** A line of two texts beside each other. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** How many pairs of lines are compared; texts that differ in more are shown as removed and added as a whole. */
const MAX_PAIRS = 4_000_000;

const as = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] =>
  lines.map((text) => ({ kind, text }));

/** The length of the longest common sequence of lines from each pair of places on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] =
        before[i] === after[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}

function diffOfMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length * after.length > MAX_PAIRS) return [...as('removed', before), ...as('added', after)];
  const lengths = commonLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const [old = '', text = ''] = [before[i], after[j]];
    const at = i * width + j;
    if (old === text) {
      lines.push({ kind: 'same', text });
      [i, j] = [i + 1, j + 1];
    } else if ((lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0)) {
      lines.push({ kind: 'removed', text: old });
      i += 1;
    } else {
      lines.push({ kind: 'added', text });
      j += 1;
    }
  }
  return [...lines, ...as('removed', before.slice(i)), ...as('added', after.slice(j))];
}

/** Compares two texts line by line. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, lines] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, lines.length);
  let start = 0;
  while (start < shorter && old[start] === lines[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === lines.at(-1 - end)) end += 1;
  return [
    ...as('same', lines.slice(0, start)),
    ...diffOfMiddle(old.slice(start, old.length - end), lines.slice(start, lines.length - end)),
    ...as('same', lines.slice(lines.length - end)),
  ];
}

/** Only the lines that differ, with a few around them; a gap stands for the others. */
export function withoutSame(lines: readonly DiffLine[], around = 3): readonly (DiffLine | 'gap')[] {
  const isNear = lines.map((_line, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap((line, at): (DiffLine | 'gap')[] => {
    if (isNear[at] === true) return [line];
    return at === 0 || isNear[at - 1] === true ? ['gap'] : [];
  });
}
