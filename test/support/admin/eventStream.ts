import { setTimeout as sleep } from 'node:timers/promises';

/** An event of a stream; `data` is parsed. */
interface StreamedEvent {
  readonly id?: number;
  readonly event?: string;
  readonly data?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it freely
}

/** A stream of Server-Sent Events. */
export interface OpenStream {
  readonly status: number;
  readonly headers: Headers;
  /** The events so far. */
  events(): readonly StreamedEvent[];
  /** The number of comments so far. */
  comments(): number;
  /** Resolves once as many events of a kind have come; returns their data. */
  receive(event: string, count: number): Promise<any[]>; // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const WITHIN_MS = 15_000;

/** Parses a block of lines; `undefined` if it is a comment. */
function parseEvent(block: string): StreamedEvent | undefined {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+): (.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  if (fields.length === 0) return undefined;
  const { id, event, data } = Object.fromEntries(fields) as Record<string, string | undefined>;
  return {
    ...(id === undefined ? {} : { id: Number(id) }),
    ...(event === undefined ? {} : { event }),
    ...(data === undefined ? {} : { data: JSON.parse(data) as unknown }),
  };
}

/** Opens a stream; an answer that is no stream is read to its end. */
export async function openStream(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<OpenStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events: StreamedEvent[] = [];
  let comments = 0;
  let text = '';

  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const event of blocks.map(parseEvent)) {
        if (event === undefined) comments += 1;
        else events.push(event);
      }
    }
  }

  const ended = read().catch(() => undefined);
  return {
    status: response.status,
    headers: response.headers,
    events: () => events,
    comments: () => comments,
    async receive(name, count) {
      const end = Date.now() + WITHIN_MS;
      for (;;) {
        const found = events.filter(({ event }) => event === name);
        if (found.length >= count) return found.map(({ data }) => data as unknown);
        if (Date.now() > end)
          throw new Error(`${found.length} of ${count} events: ${JSON.stringify(events)}`);
        await sleep(10);
      }
    },
    ended,
    async close() {
      abort.abort();
      await ended;
    },
  };
}
