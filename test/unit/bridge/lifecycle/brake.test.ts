import { createBrake, type BrakeMemo } from '../../../../bridge/lifecycle/brake.ts';
import type { BrakeRule } from '../../../../bridge/tenants/config.ts';
import type { Tenant } from '../../../../bridge/tenants/tenant.ts';
import { tenantWith } from '../resources/tenant.ts';

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

describe('the brake', () => {
  it('counts within its window only', async () => {
    const { start, tenant, pass } = scene({ users: 1, minutes: 10 });
    const brake = start();
    expect(await brake.leaving(tenant, 'a')).toBe(false);
    pass(11);
    expect(await brake.leaving(tenant, 'b')).toBe(false);
    pass(9);
    expect(await brake.leaving(tenant, 'c')).toBe(true);
  });

  it('holds until it is released, however long', async () => {
    const { start, tenant, rule, pass, alarms } = scene({ users: 1 });
    const brake = start();
    for (const id of ['a', 'b', 'c']) await brake.leaving(tenant, id);
    pass(10_000);
    expect(await brake.leaving(tenant, 'd')).toBe(true);
    expect(alarms).toHaveLength(1);
    brake.release('acme');
    expect(await brake.state('acme', rule)).toEqual({ engaged: false, since: undefined, leavers: 0 });
    expect(await brake.leaving(tenant, 'e')).toBe(false);
  });

  it('lets go after the time that the realm sets, and counts anew', async () => {
    const { start, tenant, rule, pass } = scene({ users: 1, releaseAfterMinutes: 30 });
    const brake = start();
    for (const id of ['a', 'b']) await brake.leaving(tenant, id);
    pass(29);
    expect((await brake.state('acme', rule)).engaged).toBe(true);
    pass(2);
    expect((await brake.state('acme', rule)).engaged).toBe(false);
    expect(await brake.leaving(tenant, 'c')).toBe(false);
  });

  it('remembers over a restart', async () => {
    const { start, tenant, alarms } = scene({ users: 2 });
    const before = start();
    for (const id of ['a', 'b']) await before.leaving(tenant, id);
    const after = start();
    expect(await after.leaving(tenant, 'a')).toBe(false);
    expect(await after.leaving(tenant, 'c')).toBe(true);
    expect(await start().leaving(tenant, 'd')).toBe(true);
    expect(alarms).toHaveLength(1);
  });

  it('goes on without a memory', async () => {
    const { tenant } = scene({ users: 1 });
    const brake = createBrake({
      recall: () => Promise.reject(new Error('the disk is gone')),
      remember: () => undefined,
      onAlarm: () => undefined,
    });
    expect(await brake.leaving(tenant, 'a')).toBe(false);
    expect(await brake.leaving(tenant, 'b')).toBe(true);
  });
});
