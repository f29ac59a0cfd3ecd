/**
 * A program that asks one realm again and again, in a process of its own so that the work of the others is not measured.
 * It takes a `Probe` as its only argument and writes the milliseconds of every answer when its standard input ends.
 */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whom to ask, and how often. */
export interface Probe {
  readonly url: string;
  readonly token: string;
  readonly everyMs: number;
}

/** What was answered. */
export interface ProbeReport {
  readonly milliseconds: readonly number[];
  readonly refused: readonly string[];
}

const probe = JSON.parse(process.argv[2] ?? '') as Probe;
const milliseconds: number[] = [];
const refused: string[] = [];
const input = process.stdin.resume();

const ask = (): Promise<string> =>
  new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${probe.token}` };
    request(probe.url, { headers, agent: false }, (answer) => {
      answer.resume().on('end', () => {
        resolve(String(answer.statusCode));
      });
    })
      .on('error', (error) => {
        resolve(error.message);
      })
      .end();
  });

while (!input.readableEnded) {
  const begun = performance.now();
  const status = await ask();
  if (status !== '200') refused.push(status);
  milliseconds.push(Math.round(performance.now() - begun));
  await sleep(probe.everyMs);
}
const report: ProbeReport = { milliseconds: milliseconds.sort((a, b) => a - b), refused };
process.stdout.write(JSON.stringify(report));
