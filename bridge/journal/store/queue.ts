/** How much may wait, and how much of it is taken at once; lengths are in characters. */
export interface QueueLimits {
  readonly entries: number;
  readonly length: number;
  readonly batchEntries: number;
  readonly batchLength: number;
}

/** Texts that wait to be written; when there are too many the oldest go. */
export interface Queue {
  readonly size: () => number;
  /** Adds a text at the end; returns how many were dropped for it. */
  readonly push: (text: string) => number;
  /** Takes the oldest, as many as are written at once. */
  readonly take: () => string[];
  /** Returns what was taken to its place; returns how many were dropped for it. */
  readonly putBack: (texts: readonly string[]) => number;
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

/** Creates an empty queue. */
export function createQueue(limits: QueueLimits): Queue {
  let texts: string[] = [];
  let length = 0;

  function trim(): number {
    let surplus = Math.max(0, texts.length - limits.entries);
    let left = length - lengthOf(texts.slice(0, surplus));
    while (left > limits.length) left -= texts[surplus++]?.length ?? left;
    if (surplus === 1) texts.shift();
    else if (surplus > 1) texts.splice(0, surplus);
    length = left;
    return surplus;
  }

  return {
    size: () => texts.length,
    push: (text) => {
      if (text.length > limits.batchLength) return 1;
      texts.push(text);
      length += text.length;
      return texts.length > limits.entries || length > limits.length ? trim() : 0;
    },
    take: () => {
      let count = 0;
      let taken = 0;
      while (count < Math.min(limits.batchEntries, texts.length)) {
        taken += texts[count]?.length ?? 0;
        if (count > 0 && taken > limits.batchLength) break;
        count += 1;
      }
      const batch = texts.splice(0, count);
      length -= lengthOf(batch);
      return batch;
    },
    putBack: (batch) => {
      texts = [...batch, ...texts];
      length += lengthOf(batch);
      return trim();
    },
  };
}
