import { setTimeout as sleep } from 'node:timers/promises';
import {
  createBrake,
  type Brake,
  type BrakeMemo,
} from '../../../../../bridge/lifecycle/deprovisioning/brake.ts';
import type { BrakeRule } from '../../../../../bridge/tenants/config.ts';
import type { Tenant } from '../../../../../bridge/tenants/tenant.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';
import { ScimError } from '../../../../../scim/errors.ts';
import { tenantWith } from '../../resources/tenant.ts';

const MINUTE = 60_000;

/** A brake with a clock of its own and a memory that outlives it. */
function scene(rule: BrakeRule) {
  let clock = 1_000_000;
  const memory = new Map<string, BrakeMemo>();
  const alarms: string[] = [];
  const tenant: Tenant = { ...tenantWith(), config: { version: 1, brake: rule } };
  const start = () =>
    createBrake({
      recall: (realm) => Promise.resolve(memory.get(realm)),
      remember: (realm, memo) => memory.set(realm, structuredClone(memo)),
      onAlarm: (_realm, sentence) => alarms.push(sentence),
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

/** Lets a user leave; true when the brake holds. */
const leave = (brake: Brake, tenant: Tenant, id: string): Promise<boolean> =>
  brake.leaving(tenant, id, (holds) => Promise.resolve(holds));

/** Lets a user leave whom Keycloak, or the brake itself, does not let. */
const fail = (brake: Brake, tenant: Tenant, id: string, error: Error): Promise<unknown> =>
  brake.leaving(tenant, id, () => Promise.reject(error)).catch((caught: unknown) => caught);

const failed = (failure: KeycloakFailure): Error => new KeycloakError(failure, failure);

describe('the brake', () => {
  it('counts within its window only', async () => {
    const { start, tenant, pass } = scene({ users: 1, minutes: 10 });
    const brake = start();
    expect(await leave(brake, tenant, 'a')).toBe(false);
    pass(11);
    expect(await leave(brake, tenant, 'b')).toBe(false);
    pass(9);
    expect(await leave(brake, tenant, 'c')).toBe(true);
  });

  it('holds until it is released, however long', async () => {
    const { start, tenant, rule, pass, alarms } = scene({ users: 1 });
    const brake = start();
    for (const id of ['a', 'b', 'c']) await leave(brake, tenant, id);
    pass(10_000);
    expect(await leave(brake, tenant, 'd')).toBe(true);
    expect(alarms).toHaveLength(1);
    brake.release('acme');
    expect(await brake.state('acme', rule)).toEqual({ engaged: false, since: undefined, leavers: 0 });
    expect(await leave(brake, tenant, 'e')).toBe(false);
  });

  it('lets go after the time that the realm sets, and counts anew', async () => {
    const { start, tenant, rule, pass } = scene({ users: 1, releaseAfterMinutes: 30 });
    const brake = start();
    for (const id of ['a', 'b']) await leave(brake, tenant, id);
    pass(29);
    expect((await brake.state('acme', rule)).engaged).toBe(true);
    pass(2);
    expect((await brake.state('acme', rule)).engaged).toBe(false);
    expect(await leave(brake, tenant, 'c')).toBe(false);
  });

  it('remembers over a restart', async () => {
    const { start, tenant, alarms } = scene({ users: 2 });
    const before = start();
    for (const id of ['a', 'b']) await leave(before, tenant, id);
    const after = start();
    expect(await leave(after, tenant, 'a')).toBe(false);
    expect(await leave(after, tenant, 'c')).toBe(true);
    expect(await leave(start(), tenant, 'd')).toBe(true);
    expect(alarms).toHaveLength(1);
  });

  it('goes on without a memory', async () => {
    const { tenant } = scene({ users: 1 });
    const brake = createBrake({
      recall: () => Promise.reject(new Error('the disk is gone')),
      remember: () => undefined,
      onAlarm: () => undefined,
    });
    expect(await leave(brake, tenant, 'a')).toBe(false);
    expect(await leave(brake, tenant, 'b')).toBe(true);
  });

  it.each(['invalid', 'conflict', 'readOnly', 'refused', 'notFound', 'unexpected'] as const)(
    'does not count who did not leave: %s',
    async (failure) => {
      const { start, tenant, rule, alarms } = scene({ users: 1 });
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
    'counts who may be out all the same, and whom it held itself: %s',
    async (error) => {
      const { start, tenant, rule, alarms } = scene({ users: 1 });
      const brake = start();
      for (const id of ['a', 'b']) await fail(brake, tenant, id, error);
      expect(await brake.state('acme', rule)).toMatchObject({ engaged: true, leavers: 2 });
      expect(alarms).toHaveLength(1);
    },
  );

  it('lets no more leave at once than one after another', async () => {
    const { start, tenant, alarms } = scene({ users: 3 });
    const brake = start();
    const held = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        brake.leaving(tenant, `u${i}`, async (holds) => {
          await sleep(i % 3);
          return holds;
        }),
      ),
    );
    expect(held.filter((holds) => !holds)).toHaveLength(3);
    expect(alarms).toHaveLength(1);
  });

  it('is not set off by many at once who all fail, and lets those after them leave', async () => {
    const { start, tenant, rule, alarms } = scene({ users: 2 });
    const brake = start();
    const told: boolean[] = [];
    const failing = Array.from({ length: 10 }, (_, i) =>
      brake
        .leaving(tenant, `u${i}`, async (holds) => {
          told.push(holds);
          await sleep(1);
          throw failed('invalid');
        })
        .catch(() => undefined),
    );
    expect(await Promise.all([...failing, leave(brake, tenant, 'last')])).toContain(false);
    expect(told).toEqual(Array.from({ length: 10 }, () => false));
    expect(await brake.state('acme', rule)).toMatchObject({ engaged: false, leavers: 1 });
    expect(alarms).toEqual([]);
  });

  it('counts who leaves while it is released for the time after', async () => {
    const { start, tenant, rule } = scene({ users: 1 });
    const brake = start();
    await leave(brake, tenant, 'a');
    await brake.leaving(tenant, 'b', () => {
      brake.release('acme');
      return Promise.resolve();
    });
    expect(await brake.state('acme', rule)).toMatchObject({ engaged: false, leavers: 1 });
    expect(await start().state('acme', rule)).toMatchObject({ engaged: false, leavers: 1 });
  });
});
