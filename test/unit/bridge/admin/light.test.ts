import { lightOf, type RealmFacts } from '../../../../bridge/admin/light.ts';
import type { Tenant } from '../../../../bridge/tenants/tenant.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;

const lightWith = (activity: RealmFacts['activity']) =>
  lightOf(
    {
      ...{ enabled: true, brakeEngaged: false, tokenExpires: undefined },
      tenant: { findings: [] } as unknown as Tenant,
      activity,
    },
    NOW,
  );

describe('the light of a realm', () => {
  const failures = { succeeded: 0, created: 0, failed: 3 };

  it('is red if all requests of a day failed, and a credential was accepted before', () => {
    const lastUse = NOW - 2 * DAY_MS;
    expect(lightWith({ ...failures, lastUse })).toEqual({ light: 'red', reasons: ['onlyFailures'] });
    expect(lightWith({ ...failures, lastUse, lastRefusal: NOW - 1 })).toEqual({
      light: 'red',
      reasons: ['onlyFailures', 'credentialRefused'],
    });
    expect(lightWith({ ...failures, succeeded: 1, lastUse }).light).toBe('green');
  });

  it('is not red because a stranger sends wrong credentials to a realm that nobody uses', () => {
    expect(lightWith({ ...failures, lastRefusal: NOW - 1 })).toEqual({
      light: 'amber',
      reasons: ['credentialRefused'],
    });
  });
});
