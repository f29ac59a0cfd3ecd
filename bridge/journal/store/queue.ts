/** Limits of the queue and of a batch; lengths are in characters. */
export interface QueueLimits {
  readonly entries: number;
  readonly length: number;
  readonly batchEntries: number;
  readonly batchLength: number;
}

/** Texts that wait to be written; beyond its limits the oldest are dropped. */
export interface Queue {
  readonly size: () => number;
  /** Adds a text at the end; returns how many texts were dropped. */
  readonly push: (text: string) => number;
  /** Removes and returns the oldest texts, as many as fit one batch. */
  readonly take: () => string[];
  /** Returns a batch to the front; returns how many texts were dropped. */
  readonly putBack: (texts: readonly string[]) => number;
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

/** Creates an empty queue. */
export function createQueue(limits: QueueLimits): Queue {
  let texts: string[] = [];
  let length = 0;

  function trim(): number {
    let surplus = Math.max(0, texts.length - limits.entries);
    let keptLength = length - lengthOf(texts.slice(0, surplus));
    while (keptLength > limits.length) keptLength -= texts[surplus++]?.length ?? keptLength;
    if (surplus === 1) texts.shift();
    else if (surplus > 1) texts.splice(0, surplus);
    length = keptLength;
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
      let batchLength = 0;
      while (count < Math.min(limits.batchEntries, texts.length)) {
        batchLength += texts[count]?.length ?? 0;
        if (count > 0 && batchLength > limits.batchLength) break;
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
