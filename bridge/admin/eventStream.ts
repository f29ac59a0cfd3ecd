import { once } from 'node:events';
import type { Response } from 'express';
import { LIMITS } from '../../scim/limits.ts';
import { Problem, problemBody, toProblem } from './problem.ts';

/** One event of a stream; without data it only tells the id after which a client goes on. */
export interface ServerEvent {
  readonly id?: number;
  readonly event?: string;
  /** What is sent as JSON. */
  readonly data?: unknown;
}

/** What a route goes on sending, as Server-Sent Events. */
export interface EventStream {
  /** Begins to read the events; they end when the signal aborts. */
  readonly open: (signal: AbortSignal) => AsyncIterable<ServerEvent>;
  /** Fails when the caller may not read them any more. */
  readonly recheck: () => Promise<void>;
}

/** The request that a stream answers. */
interface StreamedRequest {
  readonly requestId: string;
  /** When the caller's access token expires, in milliseconds since 1970. */
  readonly expires: number | undefined;
}

/** How long things may take; tests set it. */
export interface StreamTimes {
  /** How often a stream without events shows that it is alive. */
  readonly heartbeatMs?: number;
  /** How often Keycloak is asked whether the caller still has the right. */
  readonly recheckMs?: number;
  /** For how long a reader may take nothing. */
  readonly stalledMs?: number;
}

/** The streams that are open. */
export interface EventStreams {
  /** Reserves a place for a stream, and returns the function that frees it; throws if no place is free. */
  take(caller: string, realm: string): () => void;
  /** Sends a stream until it ends: its events, the client, the caller's right, or all streams. */
  send(response: Response, stream: EventStream, request: StreamedRequest): Promise<void>;
  /** The number of streams that are open. */
  readonly count: () => number;
  /** Ends all streams, and opens none any more. */
  readonly end: () => void;
}

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  // nginx keeps back what it can otherwise.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};

/** How long after its expiry a token is asked about, so that Keycloak's clock may be a little behind. */
const AFTER_EXPIRY_MS = 1_000;

function textOf({ id, event, data }: ServerEvent): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    // JSON has no line breaks of its own.
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** The event that says why a stream ends; one that only ended has none. */
const lastWords = (problem: Problem | undefined, requestId: string): string =>
  problem === undefined ? '' : textOf({ event: 'problem', data: problemBody(problem, requestId) });

/** Asks again and again whether the caller still has the right, and once the token has expired; `onRefusal` is told of a failure. */
function startRechecks(
  { recheck }: EventStream,
  { expires = 0, everyMs }: { readonly expires: number | undefined; readonly everyMs: number },
  onRefusal: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const schedule = (): void => {
    const untilExpiry = expires + AFTER_EXPIRY_MS - Date.now();
    const delay = untilExpiry > 0 ? Math.min(everyMs, untilExpiry) : everyMs;
    timer = setTimeout(() => {
      recheck().then(() => {
        if (!isStopped) schedule();
      }, onRefusal);
    }, delay).unref();
  };
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Writes a text, and waits until the client has taken enough; returns whether it did in time. */
async function write(
  response: Response,
  text: string,
  signal: AbortSignal,
  stalledMs: number,
): Promise<boolean> {
  if (response.write(text)) return true;
  const late = new AbortController();
  const stop = (): void => {
    late.abort();
  };
  const timer = setTimeout(stop, stalledMs).unref();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await once(response, 'drain', { signal: late.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Counts the places that are taken. */
function createPlaces(): Pick<EventStreams, 'take' | 'count'> {
  const { streams, callerStreams, realmStreams } = LIMITS;
  const ofCaller = new Map<string, number>();
  const ofRealm = new Map<string, number>();
  let all = 0;

  function change(counts: Map<string, number>, name: string, by: 1 | -1): void {
    const count = (counts.get(name) ?? 0) + by;
    if (count === 0) counts.delete(name);
    else counts.set(name, count);
  }

  function changeAll(caller: string, realm: string, by: 1 | -1): void {
    all += by;
    change(ofCaller, caller, by);
    change(ofRealm, realm, by);
  }

  return {
    take(caller, realm) {
      if ((ofCaller.get(caller) ?? 0) >= callerStreams.max) {
        throw new Problem('tooManyStreams', `You have ${callerStreams.max} streams open; end one first.`, {
          headers: { 'Retry-After': '30' },
        });
      }
      // The accounts of one realm do not take the places of all others.
      const isFull = (ofRealm.get(realm) ?? 0) >= realmStreams.max;
      if (isFull || all >= streams.max) {
        const count = isFull ? realmStreams.max : streams.max;
        const where = isFull ? ' for this realm' : '';
        throw new Problem('noMoreStreams', `${count} streams are open${where}; try again later.`, {
          headers: { 'Retry-After': '30' },
        });
      }
      changeAll(caller, realm, 1);
      return () => {
        changeAll(caller, realm, -1);
      };
    },
    count: () => all,
  };
}

/** Creates the streams of a bridge; none is open yet. */
export function createEventStreams(times: StreamTimes = {}): EventStreams {
  const { heartbeatMs = 15_000, recheckMs = 60_000, stalledMs = LIMITS.streamStalledTime.max } = times;
  const places = createPlaces();
  const closing = new AbortController();

  async function send(
    response: Response,
    stream: EventStream,
    { requestId, expires }: StreamedRequest,
  ): Promise<void> {
    const ended = new AbortController();
    let problem: Problem | undefined;
    const end = (): void => {
      ended.abort();
    };
    const stopRechecks = startRechecks(stream, { expires, everyMs: recheckMs }, (error) => {
      problem ??= toProblem(error);
      end();
    });
    const heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(':\n\n');
    }, heartbeatMs).unref();
    response.once('close', end);
    closing.signal.addEventListener('abort', end);
    response.writeHead(200, HEADERS).flushHeaders();
    let isTaken = true;
    try {
      if (response.closed || closing.signal.aborted) end();
      for await (const event of stream.open(ended.signal)) {
        isTaken = await write(response, textOf(event), ended.signal, stalledMs);
        if (!isTaken) break;
      }
    } catch (error) {
      problem ??= toProblem(error);
    } finally {
      end();
      stopRechecks();
      clearInterval(heartbeat);
      closing.signal.removeEventListener('abort', end);
    }
    // Who takes nothing would not take the end either.
    if (isTaken) response.end(lastWords(problem, requestId));
    else response.destroy();
  }

  return {
    take(caller, realm) {
      if (closing.signal.aborted) {
        throw new Problem('noMoreStreams', 'The bridge is stopping.', { headers: { 'Retry-After': '5' } });
      }
      return places.take(caller, realm);
    },
    send,
    count: places.count,
    end: () => {
      closing.abort();
    },
  };
}
