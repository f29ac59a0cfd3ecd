import { DocumentError, mistakesOf } from '../../../../../documents/mistake.ts';
import { readBrake } from '../../../../../realm-config/model/brake.ts';
import type { ScimConfig } from '../../../../../bridge/tenants/config.ts';
import {
  changeConfig,
  lifecycleChanges,
  nextRevision,
  type ConfigChanges,
} from '../../../../../bridge/enablement/request/changedConfiguration.ts';

const TENANT = 'd5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90';
const AZURE = { kind: 'azure-tenant', name: 'azure-tenant', tenantId: TENANT };

const STORED: ScimConfig = {
  version: 1,
  revision: 4,
  indexed: ['emails'],
  publicUrls: ['https://a.test'],
  authentication: {
    basic: false,
    remoteToken: { clients: ['hr'] },
    issuers: [
      { ...AZURE, name: 'mine' },
      { ...AZURE, tenantId: TENANT.replace('d5', 'a1') },
    ],
  },
};

function changed(changes: ConfigChanges, stored = STORED): ScimConfig {
  const { config, mistakes } = changeConfig(stored, changes, ({ protocol }) => protocol === 'https:');
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  return config;
}

/** The code and the place of every mistake that the work throws. */
const places = (work: () => unknown): string[] =>
  mistakesOf(work).map(({ code, file, pointer }) => `${code} ${file}#${pointer}`);

describe('the option --brake', () => {
  it.each([
    ['50', { users: 50 }],
    ['10%', { percent: 10 }],
    ['100%', { percent: 100 }],
    ['off', null],
  ])('reads %s as %j', (text, rule) => {
    expect(readBrake('--brake', text)).toEqual(rule);
  });

  it.each(['0', '-1', '1.5', '101%', '%', 'on', ''])('refuses %j', (text) => {
    expect(() => readBrake('--brake', text)).toThrow(
      `--brake takes a number of users such as 50, a share of them such as 10%, or off; not "${text}".`,
    );
  });

  it('adds the brake to the configuration, where it stays until it is removed', () => {
    const stored = changed({ brake: { users: 5 } });
    expect(stored.brake).toEqual({ users: 5 });
    expect(changed({ remoteToken: true }, stored).brake).toEqual({ users: 5 });
    expect(changed({ brake: null }, stored)).not.toHaveProperty('brake');
  });
});

describe('changes to the configuration of a realm', () => {
  it('take back the trust in the tenant of Entra ID, and in tokens of the realm', () => {
    const trusting = changed({ remoteToken: true, azureTenant: TENANT }, { version: 1 });
    expect(changed({ azureTenant: null }, trusting).authentication).toEqual({ remoteToken: {} });
    expect(changed({ remoteToken: false }, trusting).authentication).toEqual({ issuers: [AZURE] });
    expect(changed({ azureTenant: null, remoteToken: false }, trusting)).toEqual({ version: 1 });
    expect(changed({ azureTenant: null }).authentication?.issuers).toEqual([{ ...AZURE, name: 'mine' }]);
  });

  it('leave members that they do not name', () => {
    expect(changed({})).toEqual(STORED);
    expect(changed({ remoteToken: true })).toEqual(STORED);
    expect(changed({}, { version: 1 })).toEqual({ version: 1 });
  });

  it('accept tokens of the realm, and replace the trusted tenant of Entra ID', () => {
    expect(changed({ remoteToken: true, azureTenant: TENANT }, { version: 1 })).toEqual({
      version: 1,
      authentication: { remoteToken: {}, issuers: [AZURE] },
    });
    expect(changed({ azureTenant: TENANT }).authentication).toEqual({
      ...STORED.authentication,
      issuers: [{ ...AZURE, name: 'mine' }, AZURE],
    });
  });

  it('replace the whole authentication by a file, and then apply the other options', () => {
    const authentication = { document: { staticTokens: false }, file: 'auth.json' };
    expect(changed({ authentication }).authentication).toEqual({ staticTokens: false });
    expect(changed({ authentication, azureTenant: TENANT }).authentication).toEqual({
      staticTokens: false,
      issuers: [AZURE],
    });
    expect(changed({ authentication: { document: {}, file: 'auth.json' } })).not.toHaveProperty(
      'authentication',
    );
  });

  it('set and remove further addresses', () => {
    expect(changed({ publicUrls: ['https://b.test/x/'] }).publicUrls).toEqual(['https://b.test/x']);
    expect(changed({ publicUrls: [] })).not.toHaveProperty('publicUrls');
  });

  it('are refused with the place of every mistake, also in a file that is not an object', () => {
    const refused = (document: unknown): string[] =>
      places(() => changed({ authentication: { document, file: 'auth.json' } }));
    expect(refused({ basic: 'no', issuers: [{ kind: 'oidcc', name: 'x' }] })).toEqual([
      'wrongType auth.json#/basic',
      'unknownValue auth.json#/issuers/0/kind',
    ]);
    for (const document of [null, 7, [], 'x']) expect(refused(document)).toEqual(['wrongType auth.json#']);
    expect(refused({ issuers: {} })).toEqual(['wrongType auth.json#/issuers']);
    expect(refused({ issuers: [{ kind: 'x', name: 'x', clientID: 'y' }] })).toEqual([
      'unknownMember auth.json#/issuers/0/clientID',
      'unknownValue auth.json#/issuers/0/kind',
    ]);
    expect(() => changed({ azureTenant: 'acme' })).toThrow('scim.config#/authentication/issuers/1/tenantId');
    expect(() => changed({ publicUrls: ['x'] })).toThrow('scim.config#/publicUrls/0');
  });
});

describe('lifecycle rules from a file', () => {
  const stored: ScimConfig = {
    ...STORED,
    onboarding: { realmRoles: ['a'], markerRole: true },
    ownership: 'own',
    mode: 'observe',
  };
  const lifecycle = (document: unknown): ConfigChanges => ({ lifecycle: { document, file: 'life.json' } });

  it.each([
    {
      title: 'replace the members that the file has',
      changes: lifecycle({ onboarding: { groups: ['/g'] }, protection: { breakGlass: ['*@a.test'] } }),
      config: {
        onboarding: { groups: ['/g'] },
        protection: { breakGlass: ['*@a.test'] },
        ownership: 'own',
        mode: 'observe',
      },
      members: ['onboarding', 'protection'],
    },
    {
      title: 'remove members that are null',
      changes: lifecycle({ onboarding: null, offboarding: null }),
      config: { ownership: 'own', mode: 'observe' },
      members: ['onboarding', 'offboarding'],
    },
    {
      title: 'change nothing if the file is empty',
      changes: lifecycle({}),
      config: { onboarding: stored.onboarding, ownership: 'own', mode: 'observe' },
      members: [],
    },
    {
      title: 'are outweighed by the option --no-observe',
      changes: { ...lifecycle({ ownership: 'all', mode: 'observe' }), observe: false },
      config: { onboarding: stored.onboarding, ownership: 'all', mode: 'provision' },
      members: ['ownership', 'mode'],
    },
    {
      title: 'are outweighed by the option --brake',
      changes: {
        ...lifecycle({ ownership: null, mode: null, onboarding: null, brake: { users: 3 } }),
        brake: null,
      },
      config: {},
      members: ['ownership', 'mode', 'onboarding', 'brake'],
    },
    {
      title: 'are outweighed by the option --email',
      changes: { ...lifecycle({ email: 'keep' }), email: 'refuse' },
      config: { onboarding: stored.onboarding, email: 'refuse', ownership: 'own', mode: 'observe' },
      members: ['email'],
    },
    {
      title: 'may include a brake',
      changes: lifecycle({ brake: { percent: 10, holdDeactivations: true } }),
      config: {
        onboarding: stored.onboarding,
        ownership: 'own',
        mode: 'observe',
        brake: { percent: 10, holdDeactivations: true },
      },
      members: ['brake'],
    },
    {
      title: 'include the mode that --observe sets without a file',
      changes: { observe: true },
      config: { onboarding: stored.onboarding, ownership: 'own', mode: 'observe' },
      members: ['mode'],
    },
  ] as { title: string; changes: ConfigChanges; config: Partial<ScimConfig>; members: string[] }[])(
    '$title',
    ({ changes, config, members }) => {
      expect(changed(changes, stored)).toEqual({ ...STORED, ...config });
      expect(lifecycleChanges(changes)).toEqual(members);
    },
  );

  it.each([
    { document: null, mistakes: ['wrongType life.json#'] },
    { document: [], mistakes: ['wrongType life.json#'] },
    {
      document: { onbording: {}, limits: {} },
      mistakes: ['unknownMember life.json#/limits', 'unknownMember life.json#/onbording'],
    },
    {
      document: { onbording: {}, onboarding: { realmRoles: 'x', groups: ['staff'] }, ownership: 'mine' },
      mistakes: [
        'wrongFormat life.json#/onboarding/groups/0',
        'wrongType life.json#/onboarding/realmRoles',
        'unknownMember life.json#/onbording',
        'unknownValue life.json#/ownership',
      ],
    },
  ])('are refused with the place of every mistake: $document', ({ document, mistakes }) => {
    expect(places(() => changed(lifecycle(document), stored))).toEqual(mistakes);
  });
});

describe('changes from several files and options', () => {
  it('are refused with every mistake at once, and keep what has none', () => {
    const { config, mistakes } = changeConfig(
      STORED,
      {
        authentication: { document: { basic: 'no' }, file: 'auth.json' },
        lifecycle: { document: { brak: {}, ownership: 'mine', mode: 'observe' }, file: 'life.json' },
        publicUrls: ['x'],
        azureTenant: 'acme',
      },
      () => true,
    );
    expect(mistakes.map(({ file, pointer }) => `${file}#${pointer}`)).toEqual([
      'life.json#/brak',
      'auth.json#/basic',
      'life.json#/ownership',
      'scim.config#/publicUrls/0',
      'scim.config#/authentication/issuers/0/tenantId',
    ]);
    expect(config).toEqual({ version: 1, revision: 4, indexed: ['emails'], mode: 'observe' });
  });

  it('do not call a member missing that is there with a misspelt name', () => {
    const lifecycle = (document: object): string[] =>
      places(() => changed({ lifecycle: { document, file: 'life.json' } }));
    expect(lifecycle({ brake: { userz: 5 } })).toEqual(['unknownMember life.json#/brake']);
    expect(lifecycle({ groups: { as: 'roles', roles: [{ grup: 'a', realmRole: ['b'] }] } })).toEqual([
      'wrongCombination life.json#/groups/roles',
      'unknownMember life.json#/groups/roles/0',
      'unknownMember life.json#/groups/roles/0',
    ]);
  });
});

describe('the revision of the configuration', () => {
  it('increases with a change, and only then', () => {
    const stored = '{ "version":1, "revision":4, "indexed":["emails"] }';
    expect(nextRevision(stored, { indexed: ['emails'], version: 1 })).toBe(stored);
    expect(JSON.parse(nextRevision(stored, { version: 1, indexed: [] }))).toEqual({
      version: 1,
      revision: 5,
      indexed: [],
    });
    expect(JSON.parse(nextRevision(undefined, { version: 1 }))).toEqual({ version: 1, revision: 1 });
    expect(JSON.parse(nextRevision('{"version":1}', { version: 1, limits: {} }))).toHaveProperty(
      'revision',
      1,
    );
  });
});
