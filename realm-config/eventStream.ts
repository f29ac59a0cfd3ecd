/** An event of a stream of the admin API. */
export interface StreamEvent {
  /** After which a later stream goes on. */
  readonly id: number | undefined;
  readonly event: string | undefined;
  /** JSON text. */
  readonly data: string;
}

/** For how long a stream may be silent; the bridge sends something every 15 seconds. */
const SILENCE_MS = 60_000;

const fieldOf = (block: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];

/** Reads an event, or a comment, which has nothing of it. */
function eventOf(block: string): StreamEvent {
  const id = fieldOf(block, 'id');
  return {
    id: id === undefined ? undefined : Number(id),
    event: fieldOf(block, 'event'),
    data: fieldOf(block, 'data') ?? '',
  };
}

/** Reads the events and comments of a stream until it ends; calls `onSilence` if nothing comes for long. */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  onSilence: () => void,
): AsyncGenerator<StreamEvent, void, undefined> {
  const decoder = new TextDecoder();
  const silence = setTimeout(onSilence, SILENCE_MS);
  let text = '';
  try {
    for await (const chunk of body) {
      silence.refresh();
      const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) yield eventOf(block);
    }
  } finally {
    clearTimeout(silence);
  }
}
