import { setTimeout as sleep } from 'node:timers/promises';
import { formatText } from '../../../../../documents/text.ts';
import { createBrake, type Brake } from '../../../../../bridge/lifecycle/deprovisioning/brake.ts';
import { createCounters, type CounterMemo } from '../../../../../bridge/state/counters.ts';
import type { BrakeRule } from '../../../../../bridge/tenants/config.ts';
import type { Tenant } from '../../../../../bridge/tenants/tenant.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';
import { ScimError } from '../../../../../scim/errors.ts';
import { tenantWith } from '../../resources/tenant.ts';

const MINUTE = 60_000;

/** A brake with a clock of its own, and a store that outlives it. */
function fixture(rule: BrakeRule) {
  let clock = 1_000_000;
  const stored = new Map<string, CounterMemo>();
  const alarms: string[] = [];
  const tenant: Tenant = { ...tenantWith(), config: { version: 1, brake: rule } };
  const start = () =>
    createBrake({
      counters: createCounters({
        recall: (realm) => Promise.resolve(stored.get(realm)),
        remember: (realm, memo) => stored.set(realm, structuredClone(memo)),
      }),
      onAlarm: (_realm, sentence) => alarms.push(formatText(sentence)),
      now: () => clock,
    });
  return {
    alarms,
    start,
    tenant,
    rule,
    pass: (minutes: number) => {
      clock += minutes * MINUTE;
    },
  };
}

/** Lets a user leave; true if the brake is engaged. */
const leave = (brake: Brake, tenant: Tenant, id: string): Promise<boolean> =>
  brake.countLeaver(tenant, id, (isEngaged) => Promise.resolve(isEngaged));

/** Lets a user leave, but the work fails. */
const fail = (brake: Brake, tenant: Tenant, id: string, error: Error): Promise<unknown> =>
  brake.countLeaver(tenant, id, () => Promise.reject(error)).catch((caught: unknown) => caught);

const failed = (failure: KeycloakFailure): Error => new KeycloakError(failure, failure);

describe('the brake', () => {
  it('counts only users that left within the window', async () => {
    const { start, tenant, pass } = fixture({ users: 1, minutes: 10 });
    const brake = start();
    expect(await leave(brake, tenant, 'a')).toBe(false);
    pass(11);
    expect(await leave(brake, tenant, 'b')).toBe(false);
    pass(9);
    expect(await leave(brake, tenant, 'c')).toBe(true);
  });

  it('stays engaged until it is released', async () => {
    const { start, tenant, rule, pass, alarms } = fixture({ users: 1 });
    const brake = start();
    for (const id of ['a', 'b', 'c']) await leave(brake, tenant, id);
    pass(10_000);
    expect(await leave(brake, tenant, 'd')).toBe(true);
    expect(alarms).toHaveLength(1);
    brake.release('acme');
    expect(await brake.state('acme', rule)).toEqual({ engaged: false, since: undefined, leavers: 0 });
    expect(await leave(brake, tenant, 'e')).toBe(false);
  });

  it('disengages after the time that the realm sets, and counts anew', async () => {
    const { start, tenant, rule, pass } = fixture({ users: 1, releaseAfterMinutes: 30 });
    const brake = start();
    for (const id of ['a', 'b']) await leave(brake, tenant, id);
    pass(29);
    expect((await brake.state('acme', rule)).engaged).toBe(true);
    pass(2);
    expect((await brake.state('acme', rule)).engaged).toBe(false);
    expect(await leave(brake, tenant, 'c')).toBe(false);
  });

  it('keeps its state over a restart', async () => {
    const { start, tenant, alarms } = fixture({ users: 2 });
    const before = start();
    for (const id of ['a', 'b']) await leave(before, tenant, id);
    const after = start();
    expect(await leave(after, tenant, 'a')).toBe(false);
    expect(await leave(after, tenant, 'c')).toBe(true);
    expect(await leave(start(), tenant, 'd')).toBe(true);
    expect(alarms).toHaveLength(1);
  });

  it('works if the store fails', async () => {
    const { tenant } = fixture({ users: 1 });
    const brake = createBrake({
      counters: createCounters({
        recall: () => Promise.reject(new Error('the disk is gone')),
        remember: () => undefined,
      }),
      onAlarm: () => undefined,
    });
    expect(await leave(brake, tenant, 'a')).toBe(false);
    expect(await leave(brake, tenant, 'b')).toBe(true);
  });

  it.each(['invalid', 'conflict', 'readOnly', 'refused', 'notFound', 'unexpected'] as const)(
    'does not count a user that did not leave because of the failure %s',
    async (failure) => {
      const { start, tenant, rule, alarms } = fixture({ users: 1 });
      const brake = start();
      const error = failed(failure);
      for (const id of ['a', 'b', 'c']) expect(await fail(brake, tenant, id, error)).toBe(error);
      expect(await brake.state('acme', rule)).toMatchObject({ engaged: false, leavers: 0 });
      expect(await leave(brake, tenant, 'd')).toBe(false);
      await fail(brake, tenant, 'e', error);
      expect(alarms).toEqual([]);
    },
  );

  it.each([failed('timeout'), failed('unavailable'), new ScimError('braked', 'held')])(
    'counts a user that may have left all the same, or that it refused itself: %s',
    async (error) => {
      const { start, tenant, rule, alarms } = fixture({ users: 1 });
      const brake = start();
      for (const id of ['a', 'b']) await fail(brake, tenant, id, error);
      expect(await brake.state('acme', rule)).toMatchObject({ engaged: true, leavers: 2 });
      expect(alarms).toHaveLength(1);
    },
  );

  it('lets no more users leave at the same time than one after another', async () => {
    const { start, tenant, alarms } = fixture({ users: 3 });
    const brake = start();
    const engagements = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        brake.countLeaver(tenant, `u${i}`, async (isEngaged) => {
          await sleep(i % 3);
          return isEngaged;
        }),
      ),
    );
    expect(engagements.filter((isEngaged) => !isEngaged)).toHaveLength(3);
    expect(alarms).toHaveLength(1);
  });

  it('does not engage if many users fail to leave at the same time, and lets others leave after them', async () => {
    const { start, tenant, rule, alarms } = fixture({ users: 2 });
    const brake = start();
    const engagements: boolean[] = [];
    const failing = Array.from({ length: 10 }, (_, i) =>
      brake
        .countLeaver(tenant, `u${i}`, async (isEngaged) => {
          engagements.push(isEngaged);
          await sleep(1);
          throw failed('invalid');
        })
        .catch(() => undefined),
    );
    expect(await Promise.all([...failing, leave(brake, tenant, 'last')])).toContain(false);
    expect(engagements).toEqual(Array.from({ length: 10 }, () => false));
    expect(await brake.state('acme', rule)).toMatchObject({ engaged: false, leavers: 1 });
    expect(alarms).toEqual([]);
  });

  it('counts a user that leaves while it is released for the time after', async () => {
    const { start, tenant, rule } = fixture({ users: 1 });
    const brake = start();
    await leave(brake, tenant, 'a');
    await brake.countLeaver(tenant, 'b', () => {
      brake.release('acme');
      return Promise.resolve();
    });
    expect(await brake.state('acme', rule)).toMatchObject({ engaged: false, leavers: 1 });
    expect(await start().state('acme', rule)).toMatchObject({ engaged: false, leavers: 1 });
  });
});
