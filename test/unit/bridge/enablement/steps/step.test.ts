import type { Change } from '../../../../../bridge/keycloak/setup/part.ts';
import type { RealmSetup } from '../../../../../bridge/keycloak/setup/realmSetup.ts';
import {
  applySteps,
  step,
  sweep,
  type ReportLine,
  type SetupStep,
  type StepContext,
} from '../../../../../bridge/enablement/steps/step.ts';
import type { DesiredRealm } from '../../../../../bridge/enablement/plan/desiredRealm.ts';

let lines: ReportLine[];
let writes: string[];

beforeEach(() => {
  lines = [];
  writes = [];
});

function context(): Omit<StepContext, 'results'> {
  return {
    setup: {} as RealmSetup,
    desired: {} as DesiredRealm,
    options: {
      quirks: new Map(),
      label: '',
      publicUrl: '',
      bridgeClientId: '',
      report: (...line) => lines.push(line),
    },
  };
}

/** A step whose realm has a text, or nothing. */
const textStep = (
  name: string,
  actual: string | undefined,
  more: Partial<Parameters<typeof step<string, string | undefined, Change>>[0]> = {},
): SetupStep =>
  step({
    name,
    desired: () => 'desired',
    part: () => ({
      read: () => Promise.resolve(actual),
      absent: () => undefined,
      diff: (desired) =>
        actual === desired ? [] : [{ outcome: actual === undefined ? 'created' : 'changed', object: name }],
      apply({ outcome }) {
        writes.push(`${name} ${outcome}`);
        return Promise.resolve();
      },
    }),
    ...more,
  });

describe('the steps of set-up', () => {
  it('change only what differs, and report every outcome in order', async () => {
    const steps = [textStep('a', 'desired'), textStep('b', 'other'), textStep('c', undefined)];
    await applySteps(steps, context());
    expect(writes).toEqual(['b changed', 'c created']);
    expect(lines).toEqual([
      ['a', 'kept'],
      ['b', 'changed'],
      ['c', 'created'],
    ]);
  });

  it('hand their results on to later steps and to the caller', async () => {
    const first = textStep('a', undefined, {
      results: () => ({ scopeCreated: true }),
      report: () => [],
    });
    const second = textStep('b', undefined, {
      report: (_, { results }) => [[`b after ${String(results.scopeCreated)}`, 'created']],
    });
    expect(await applySteps([first, second], context(), { tokens: [] })).toEqual({
      tokens: [],
      scopeCreated: true,
    });
    expect(lines).toEqual([['b after true', 'created']]);
  });

  it('are skipped without a line if the realm does not need them', async () => {
    const unneeded = sweep({ name: 'c', isNeeded: () => false, run: () => Promise.resolve(1) });
    await applySteps([textStep('b', undefined, { desired: () => undefined }), unneeded], context());
    expect(writes).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('end at the first failure, after the lines of those before', async () => {
    const failing = textStep('b', 'other', {
      part: () => ({
        read: () => Promise.reject(new Error('no answer')),
        absent: () => undefined,
        diff: () => [],
        apply: () => Promise.resolve(),
      }),
    });
    const steps = [textStep('a', 'other'), failing, textStep('c', 'other')];
    await expect(applySteps(steps, context())).rejects.toThrow('no answer');
    expect(lines).toEqual([['a', 'changed']]);
  });

  it.each([
    [0, 'kept'],
    [2, 'changed'],
  ])('over all users report %i changes as %s, and are planned without reading', async (count, outcome) => {
    const all = sweep({ name: 'all', isNeeded: () => true, run: () => Promise.resolve(count) });
    const planned = await all.plan({ ...context(), results: {} });
    expect(planned?.changes).toEqual([{ outcome: 'changed', object: 'all' }]);
    expect(await planned?.apply()).toEqual({ lines: [['all', outcome]] });
  });
});
