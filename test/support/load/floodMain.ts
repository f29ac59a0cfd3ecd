/**
 * A program that shows wrong credentials to a bridge, in a process of its own so that its work is not measured as the
 * bridge's. It takes a `Flood` as its only argument, runs while told `go` on standard input, rests when told `rest`, and
 * writes a `FloodReport` when all is answered.
 */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Flood, FloodReport } from './flood.ts';

const flood = JSON.parse(process.argv[2] ?? '') as Flood;
const TICK_MS = 20;
const agent = new Agent({ keepAlive: true, maxSockets: flood.sockets });
const statuses: Record<string, number> = {};
const repeats: number[] = [];
let going = false;
/** Requests that were due so far; a slow machine is asked less than one in a tick. */
let due = 0;
let sent = 0;
let answered = 0;
let underWay = 0;
let maxUnderWay = 0;

/** The credential of a turn: every other one is the same, and of the rest every other one is a signed token. */
function credentialOf(turn: number): { text: string; repeated: boolean } {
  if (turn % 2 === 0) return { text: flood.same, repeated: true };
  if (turn % 4 === 1) {
    const signature = randomBytes(256).toString('base64url');
    return { text: flood.signed.replace(/[^.]*$/, signature), repeated: false };
  }
  return { text: randomBytes(32).toString('hex'), repeated: false };
}

function finish(): void {
  const report: FloodReport = { statuses, repeats: repeats.sort((a, b) => a - b), maxUnderWay };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exit(0);
}

function send(turn: number): void {
  underWay += 1;
  maxUnderWay = Math.max(maxUnderWay, underWay);
  ask(credentialOf(turn));
}

function ask({ text, repeated }: ReturnType<typeof credentialOf>): void {
  const start = performance.now();
  const done = (status: string): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (repeated) repeats.push(performance.now() - start);
    underWay -= 1;
    answered += 1;
    if (answered === flood.count) finish();
  };
  const asked = request(flood.url, { agent, headers: { Authorization: `Bearer ${text}` } }, (answer) => {
    answer.resume().on('end', () => {
      done(String(answer.statusCode));
    });
  });
  asked.on('error', (error) => {
    // The bridge closed a connection that rested, just when it was used again: it has not seen the request.
    if (asked.reusedSocket && 'code' in error && error.code === 'ECONNRESET') ask({ text, repeated });
    else done(error.message);
  });
  asked.end();
}

setInterval(() => {
  if (!going) return;
  due = Math.min(flood.count, due + (flood.rate * TICK_MS) / 1_000);
  for (; sent < Math.floor(due); sent += 1) send(sent);
}, TICK_MS);

createInterface({ input: process.stdin }).on('line', (line) => {
  going = line === 'go';
});
