import { setTimeout as sleep } from 'node:timers/promises';
import { createHttp } from '../bench/http.ts';
import { group, user } from '../support/scim/messages.ts';
import { startAttack, type Attack } from './attack.ts';
import { collectFaults, type Faults } from './faults.ts';
import type { Target } from './hostile.ts';
import { startModelled } from './modelled.ts';
import type { Options } from './options.ts';
import { startProbe } from './probe.ts';
import type { ProbeReport } from './probeMain.ts';
import { createSchedule } from './schedule.ts';
import { lingerOn, sendSlowClients } from './slowClients.ts';
import type { Stage } from './stage.ts';

const HOSTILE_WORKERS = 6;
const MODELLED_CLIENTS = 2;
const PROBE_EVERY_MS = 50;
/** The share of a run after which the bridge is weighed for the first time: caches and compiled code are there by then. */
const WARM_UP = 0.4;
/** Most megabytes that the rest of the run may add. */
const GROWTH_MB = 32;
/** Most milliseconds that the event loop may work without a turn; a full body of 4 MiB takes 50 to 80 to parse. */
const PAUSE_MS = 250;
/** What another realm's caller waits at most half of the time, and ever; the answer takes no call to Keycloak, which may be slow itself. */
const PROBE_MEDIAN_MS = 250;
const PROBE_MOST_MS = 3_000;

/** What came of a run. */
export interface Outcome {
  readonly faults: readonly string[];
  readonly summary: string;
}

/** Users and groups for hostile clients to work on. */
async function victims(stage: Stage): Promise<Target> {
  const { scimUrl, token } = stage.attacked;
  const scim = createHttp({ base: scimUrl, token: () => token, type: 'application/scim+json' });
  const made = async (path: string, body: unknown): Promise<string> =>
    ((await scim('POST', path, body)).body as { id: string }).id;
  const users: string[] = [];
  for (let i = 0; i < 5; i += 1) users.push(await made('/Users', user(`victim-${i}`)));
  const groups = [await made('/Groups', group('victims', { members: users.map((value) => ({ value })) }))];
  return { ...stage, users, groups };
}

/** Judges the pauses since the attack began: the very first requests compile what all others use. */
function judgePauses(stage: Stage, attack: Attack, since: number, faults: Faults): number {
  const during = stage.bridge.pauses.filter(({ from }) => from >= since);
  const pauses = during.sort((a, b) => b.worked - a.worked);
  for (const { from, to, worked } of pauses.filter((pause) => pause.worked > PAUSE_MS).slice(0, 3))
    faults.add(
      `The event loop worked ${worked.toFixed(0)} ms without a turn. Under way:\n    ` +
        attack.underWay(from, to).slice(0, 3).join('\n    '),
    );
  return pauses[0]?.worked ?? 0;
}

function judgeProbe(
  { milliseconds, refused }: ProbeReport,
  faults: Faults,
): { median: number; most: number } {
  const median = milliseconds[Math.floor(milliseconds.length / 2)] ?? Number.NaN;
  const most = milliseconds.at(-1) ?? Number.NaN;
  if (refused.length > 0) faults.add(`Another realm was answered ${[...new Set(refused)].join(', ')}.`);
  if (!(median <= PROBE_MEDIAN_MS && most <= PROBE_MOST_MS))
    faults.add(`Another realm waited ${median} ms half of the time and ${most} ms at most.`);
  return { median, most };
}

/** Runs everything at once for the time given. */
export async function run(stage: Stage, { seconds, seed }: Options, stop: AbortSignal): Promise<Outcome> {
  const faults = collectFaults();
  const ending = AbortSignal.any([stop, faults.enough]);
  const schedule = createSchedule(ending);
  const target = await victims(stage);
  const probe = startProbe({
    url: `${stage.probed.scimUrl}/ServiceProviderConfig`,
    token: stage.probed.token,
    everyMs: PROBE_EVERY_MS,
  });
  const begun = Date.now();
  const attack = startAttack(target, seed, HOSTILE_WORKERS, schedule, faults);
  const slow = sendSlowClients(stage, seed, schedule, faults);
  const modelled = startModelled(stage, seed, MODELLED_CLIENTS, schedule, faults);
  const leaving = new AbortController();
  void lingerOn(stage, leaving.signal, faults);
  const pass = (share: number): Promise<unknown> =>
    Promise.race([
      sleep(seconds * 1_000 * share, undefined, { signal: ending }).catch(() => undefined),
      stage.bridge.broken,
    ]);

  let [before, after] = [Number.NaN, Number.NaN];
  let accepted = 0;
  let report: ProbeReport | undefined;
  try {
    await pass(WARM_UP);
    schedule.rest();
    await sleep(1_000);
    before = await stage.bridge.weigh();
    schedule.resume();
    await pass(1 - WARM_UP);
    schedule.end();
    await Promise.race([attack.done, stage.bridge.broken]);
    accepted = await modelled.done;
    await slow;
    await sleep(1_000);
    after = await stage.bridge.weigh();
    report = await probe.end();
    if (!ending.aborted) await modelled.compare();
  } catch (error) {
    schedule.end();
    const now = Date.now();
    faults.add(`${String(error)} Under way:\n    ${attack.underWay(now, now).slice(0, 3).join('\n    ')}`);
  }
  leaving.abort();
  report ??= await probe.end();
  const pause = judgePauses(stage, attack, begun, faults);
  const { median, most } = judgeProbe(report, faults);
  if (after - before > GROWTH_MB)
    faults.add(`Memory grew from ${before.toFixed(1)} to ${after.toFixed(1)} MB.`);
  const answers = [...attack.statuses].sort().map(([status, count]) => `${status}: ${count}`);
  return {
    faults: faults.list,
    summary:
      `seed ${seed}; hostile requests ${answers.join(', ')}; ${await slow} slow clients; ${accepted} ordinary requests; ` +
      `longest pause ${pause.toFixed(0)} ms; another realm waited ${median} ms, at most ${most} ms; ` +
      `memory ${before.toFixed(1)} to ${after.toFixed(1)} MB`,
  };
}
