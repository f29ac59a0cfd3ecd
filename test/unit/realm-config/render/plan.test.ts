import type { DescribedChange } from '../../../../bridge/keycloak/setup/part.ts';
import { unapproved } from '../../../../realm-config/apply/applyRealm.ts';
import { shownChanges } from '../../../../realm-config/apply/planRealm.ts';
import { driftMetrics } from '../../../../realm-config/render/driftMetrics.ts';
import { planLines } from '../../../../realm-config/render/plan.ts';

const SECRET = 'a "quoted"\nsecret';

const CHANGES: readonly DescribedChange[] = [
  {
    outcome: 'changed',
    object: 'realm settings',
    fields: [
      { field: 'displayName', from: 'A', to: SECRET },
      { field: 'verifyEmail', from: true, to: false },
      { field: 'frontendUrl', to: 'https://a.example.com' },
      { field: 'list', from: [1, 'b'], to: undefined },
      { field: 'long', to: 'x'.repeat(101) },
      { field: 'clientSecret', isSecret: true },
    ],
  },
  { outcome: 'created', object: `token "${SECRET}"` },
  { outcome: 'removed', object: 'identity provider old' },
  {
    outcome: 'changed',
    object: 'realm settings',
    fields: [{ field: 'Edit username', from: false, to: true }],
  },
];

describe('the plan of a realm', () => {
  it('has removals first, one entry for each thing, shortened values and no secrets', () => {
    const plan = {
      changes: shownChanges(CHANGES, [SECRET]),
      keptCount: 2,
      left: ['token "b"', 'mapping'],
      findings: [],
    };
    expect(planLines('acme', plan)).toEqual([
      'Realm acme: 3 changes',
      '  - identity provider old',
      '  ~ realm settings',
      '      displayName: (changed)',
      '      verifyEmail: true -> false',
      '      frontendUrl: https://a.example.com',
      '      list: [1,"b"] -> (none)',
      `      long: ${'x'.repeat(100)}… (101 characters)`,
      '      clientSecret: (changed)',
      '      Edit username: false -> true',
      '  + token "(secret)"',
      '  = 2 steps with nothing to do',
      '  . left alone: token "b", mapping',
    ]);
    expect(JSON.stringify(plan)).not.toContain('quoted');
  });

  it('says that there is nothing to do', () => {
    expect(planLines('acme', { changes: [], keptCount: 3, left: [], findings: [] })).toEqual([
      'Realm acme: nothing to do',
    ]);
  });
});

describe('a change that is about to be made', () => {
  const approved = shownChanges(CHANGES, [SECRET]);
  const [removal, settings] = approved;

  it('is approved if it was planned, and others were made already', () => {
    expect(
      unapproved(
        [settings, removal].flatMap((change) => change ?? []),
        approved,
      ),
    ).toEqual([]);
    expect(unapproved(JSON.parse(JSON.stringify(approved)) as DescribedChange[], approved)).toEqual([]);
  });

  it.each<DescribedChange>([
    { outcome: 'changed', object: 'identity provider old' },
    { outcome: 'removed', object: 'identity provider other' },
    {
      outcome: 'changed',
      object: 'realm settings',
      fields: [{ field: 'Edit username', from: true, to: true }],
    },
    {
      outcome: 'changed',
      object: 'realm settings',
      fields: [{ field: 'Edit username', from: false, to: false }],
    },
    { outcome: 'changed', object: 'realm settings' },
  ])('is not approved if it differs from what was planned: %j', (change) => {
    expect(unapproved([change], approved)).toEqual([change]);
  });

  it('of a new realm may have another value before, which nobody could know', () => {
    const change: DescribedChange = {
      outcome: 'changed',
      object: 'realm settings',
      fields: [{ field: 'Edit username', from: true, to: true }],
    };
    expect(unapproved([change], approved, true)).toEqual([]);
  });
});

describe('the metrics of drift', () => {
  it('have realms as labels, escaped, and say which could not be compared', () => {
    const compared = [
      { realm: 'a"\\\nb', differences: 4 },
      { realm: 'c', differences: undefined },
    ];
    const text = driftMetrics(compared, new Date('2026-01-01T00:00:00.900Z'));
    expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      String.raw`scim_realm_drift{realm="a\"\\\nb"} 4`,
      String.raw`scim_realm_drift_failed{realm="a\"\\\nb"} 0`,
      'scim_realm_drift_failed{realm="c"} 1',
      'scim_drift_timestamp_seconds 1767225600',
      '',
    ]);
  });
});
