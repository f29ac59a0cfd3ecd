import { createRandom } from '../support/random.ts';
import type { Faults } from './faults.ts';
import { hostileRequest, type Target } from './hostile.ts';
import { openings } from './openings.ts';
import type { Schedule } from './schedule.ts';
import { bytesOf, exchange, type WireRequest } from './wire.ts';

/** Hostile requests with the times at which they were under way, so that a pause can be laid at the right door. */
export interface Attack {
  /** How many were answered with which status; `-` where the connection ended without one. */
  readonly statuses: ReadonlyMap<string, number>;
  /** What was under way in a stretch of time, the largest first. */
  underWay(from: number, to: number): string[];
  readonly done: Promise<void>;
}

/** An answer that has not come by then does not come; wrong credentials are kept waiting for some seconds. */
const PATIENCE_MS = 30_000;
/** Bodies from here on are sent one at a time: eight parsed in one turn of the event loop are no fault of any. */
const LARGE_BODY = 100_000;
const SHOWN = 600;
const KEPT = 2_000;
/** Not implemented: Bulk and /Me, as documented. */
const DOCUMENTED = new Set([501, 505]);

/** A request in a few lines. */
function shown({ method, target, headers, body }: WireRequest): string {
  const line = ([name, value]: readonly [string, string]): string =>
    name === 'Authorization'
      ? `${name}: ${value.slice(0, 20)}… (${value.length})`
      : `${name}: ${value.slice(0, 120)}`;
  return (
    `${method} ${target.slice(0, SHOWN)}${target.length > SHOWN ? `… (${target.length})` : ''}\n    ` +
    `${headers.map(line).join('\n    ')}\n    ${JSON.stringify(body.subarray(0, SHOWN).toString())}… (${body.length} bytes)`
  );
}

interface Sent {
  readonly label: string;
  readonly request: WireRequest;
  readonly from: number;
  to: number;
}

/** Sends hostile requests from so many workers, each with a sequence of its own made of the seed. */
export function startAttack(
  target: Target,
  seed: number,
  workers: number,
  schedule: Schedule,
  faults: Faults,
): Attack {
  const statuses = new Map<string, number>();
  const sent: Sent[] = [];
  let large = Promise.resolve();

  async function ask(label: string, request: WireRequest): Promise<void> {
    const one: Sent = { label, request, from: Date.now(), to: Number.POSITIVE_INFINITY };
    sent.push(one);
    if (sent.length > KEPT) sent.shift();
    const answer = await exchange(request.port, PATIENCE_MS, (send) => {
      send(bytesOf(request));
    });
    one.to = Date.now();
    const [status] = answer.statuses;
    const key = String(status ?? '-');
    statuses.set(key, (statuses.get(key) ?? 0) + 1);
    if (status !== undefined && status >= 500 && !DOCUMENTED.has(status))
      faults.add(`${label} was answered ${status}: ${shown(request)}\n    ${answer.text}`);
    // A body that is refused before it is read may cost the client the answer; a small one may not.
    const lost = status === undefined && answer.end !== 'timeout' && request.body.length < LARGE_BODY;
    const unheard = answer.end === 'timeout' && status === undefined;
    if ((lost || unheard) && !faults.enough.aborted)
      faults.add(`${label} was not answered (${answer.end}): ${shown(request)}`);
  }

  async function open(): Promise<void> {
    for (const [index, request] of openings(target).entries())
      if (await schedule.go()) await ask(`Opening ${index}`, request);
  }

  async function work(worker: number): Promise<void> {
    const random = createRandom((seed + worker) >>> 0);
    for (let index = 0; await schedule.go(); index += 1) {
      const request = await hostileRequest(random, target);
      const label = `Request ${index} of worker ${worker}`;
      if (request.body.length < LARGE_BODY) await ask(label, request);
      else {
        large = large.then(() => ask(label, request));
        await large;
      }
    }
  }

  return {
    statuses,
    underWay: (from, to) =>
      sent
        .filter((one) => one.from < to && one.to >= from - 5)
        .sort(
          (a, b) =>
            b.request.body.length + b.request.target.length - a.request.body.length - a.request.target.length,
        )
        .map(({ label, request }) => `${label}: ${shown(request)}`),
    done: Promise.all([open(), ...Array.from({ length: workers }, (_, worker) => work(worker))]).then(
      () => undefined,
    ),
  };
}
