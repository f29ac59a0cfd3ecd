import { mistakesOf } from '../../../../documents/mistake.ts';
import { readBrake } from '../../../../realm-config/model/brake.ts';
import type { ScimConfig } from '../../../../bridge/tenants/config.ts';
import {
  configWith,
  lifecycleWishes,
  nextRevision,
  type ConfigWishes,
} from '../../../../realm-config/model/configuration.ts';

const TENANT = 'd5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90';
const AZURE = { kind: 'azure-tenant', name: 'azure-tenant', tenantId: TENANT };

const HELD: ScimConfig = {
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

const wanted = (wishes: ConfigWishes, held = HELD): ScimConfig =>
  configWith(held, wishes, ({ protocol }) => protocol === 'https:');

/** The kind and the place of every mistake that work throws. */
const places = (work: () => unknown): string[] =>
  mistakesOf(work).map(({ code, file, pointer }) => `${code} ${file}#${pointer}`);

describe('a brake', () => {
  it.each([
    ['50', { users: 50 }],
    ['10%', { percent: 10 }],
    ['100%', { percent: 100 }],
    ['off', null],
  ])('%s is %j', (text, rule) => {
    expect(readBrake('--brake', text)).toEqual(rule);
  });

  it.each(['0', '-1', '1.5', '101%', '%', 'on', ''])('%j is none', (text) => {
    expect(() => readBrake('--brake', text)).toThrow(
      `--brake takes a number of users such as 50, a share of them such as 10%, or off; not "${text}".`,
    );
  });

  it('is put into the document, stays there, and is taken away', () => {
    const held = wanted({ brake: { users: 5 } });
    expect(held.brake).toEqual({ users: 5 });
    expect(wanted({ remoteToken: true }, held).brake).toEqual({ users: 5 });
    expect(wanted({ brake: null }, held)).not.toHaveProperty('brake');
  });
});

describe('what an operator wants of a realm', () => {
  it('leaves what nobody speaks of', () => {
    expect(wanted({})).toEqual(HELD);
    expect(wanted({ remoteToken: true })).toEqual(HELD);
    expect(wanted({}, { version: 1 })).toEqual({ version: 1 });
  });

  it('accepts tokens of the realm, and those of a tenant of Entra ID in the place of the one before', () => {
    expect(wanted({ remoteToken: true, azureTenant: TENANT }, { version: 1 })).toEqual({
      version: 1,
      authentication: { remoteToken: {}, issuers: [AZURE] },
    });
    expect(wanted({ azureTenant: TENANT }).authentication).toEqual({
      ...HELD.authentication,
      issuers: [{ ...AZURE, name: 'mine' }, AZURE],
    });
  });

  it('takes a document for all of the authentication, and further wishes on top', () => {
    const authentication = { document: { staticTokens: false }, file: 'auth.json' };
    expect(wanted({ authentication }).authentication).toEqual({ staticTokens: false });
    expect(wanted({ authentication, azureTenant: TENANT }).authentication).toEqual({
      staticTokens: false,
      issuers: [AZURE],
    });
    expect(wanted({ authentication: { document: {}, file: 'auth.json' } })).not.toHaveProperty(
      'authentication',
    );
  });

  it('sets and takes away further addresses', () => {
    expect(wanted({ publicUrls: ['https://b.test/x/'] }).publicUrls).toEqual(['https://b.test/x']);
    expect(wanted({ publicUrls: [] })).not.toHaveProperty('publicUrls');
  });

  it('tells every mistake with its place, also in what is no object', () => {
    const refused = (document: unknown): string[] =>
      places(() => wanted({ authentication: { document, file: 'auth.json' } }));
    expect(refused({ basic: 'no', issuers: [{ kind: 'oidcc', name: 'x' }] })).toEqual([
      'wrongType auth.json#/basic',
      'unknownValue auth.json#/issuers/0/kind',
    ]);
    for (const document of [null, 7, [], 'x']) expect(refused(document)).toEqual(['wrongType auth.json#']);
    expect(refused({ issuers: {} })).toEqual(['wrongType auth.json#/issuers']);
    expect(() => wanted({ azureTenant: 'acme' })).toThrow('scim.config#/authentication/issuers/1/tenantId');
    expect(() => wanted({ publicUrls: ['x'] })).toThrow('scim.config#/publicUrls/0');
  });
});

describe('lifecycle rules from a file', () => {
  const held: ScimConfig = {
    ...HELD,
    onboarding: { realmRoles: ['a'], markerRole: true },
    ownership: 'own',
    mode: 'observe',
  };
  const lifecycle = (document: unknown): ConfigWishes => ({ lifecycle: { document, file: 'life.json' } });

  it.each([
    {
      what: 'replaces the members it has',
      wishes: lifecycle({ onboarding: { groups: ['/g'] }, protection: { breakGlass: ['*@a.test'] } }),
      gives: {
        onboarding: { groups: ['/g'] },
        protection: { breakGlass: ['*@a.test'] },
        ownership: 'own',
        mode: 'observe',
      },
      asked: ['onboarding', 'protection'],
    },
    {
      what: 'takes away what is null',
      wishes: lifecycle({ onboarding: null, offboarding: null }),
      gives: { ownership: 'own', mode: 'observe' },
      asked: ['onboarding', 'offboarding'],
    },
    {
      what: 'says nothing when it is empty',
      wishes: lifecycle({}),
      gives: { onboarding: held.onboarding, ownership: 'own', mode: 'observe' },
      asked: [],
    },
    {
      what: 'and a mode of its own on top',
      wishes: { ...lifecycle({ ownership: 'all', mode: 'observe' }), observe: false },
      gives: { onboarding: held.onboarding, ownership: 'all', mode: 'provision' },
      asked: ['ownership', 'mode'],
    },
    {
      what: 'and a brake of its own on top',
      wishes: {
        ...lifecycle({ ownership: null, mode: null, onboarding: null, brake: { users: 3 } }),
        brake: null,
      },
      gives: {},
      asked: ['ownership', 'mode', 'onboarding', 'brake'],
    },
    {
      what: 'a brake among them',
      wishes: lifecycle({ brake: { percent: 10, holdDeactivations: true } }),
      gives: {
        onboarding: held.onboarding,
        ownership: 'own',
        mode: 'observe',
        brake: { percent: 10, holdDeactivations: true },
      },
      asked: ['brake'],
    },
    {
      what: 'or the mode alone',
      wishes: { observe: true },
      gives: { onboarding: held.onboarding, ownership: 'own', mode: 'observe' },
      asked: ['mode'],
    },
  ] as { what: string; wishes: ConfigWishes; gives: Partial<ScimConfig>; asked: string[] }[])(
    '$what',
    ({ wishes, gives, asked }) => {
      expect(wanted(wishes, held)).toEqual({ ...HELD, ...gives });
      expect(lifecycleWishes(wishes)).toEqual(asked);
    },
  );

  it.each([
    { document: null, says: ['wrongType life.json#'] },
    { document: [], says: ['wrongType life.json#'] },
    {
      document: { onbording: {}, limits: {} },
      says: ['unknownMember life.json#/limits', 'unknownMember life.json#/onbording'],
    },
    {
      document: { onboarding: { realmRoles: 'x', groups: ['staff'] }, ownership: 'mine' },
      says: [
        'wrongFormat life.json#/onboarding/groups/0',
        'wrongType life.json#/onboarding/realmRoles',
        'unknownValue life.json#/ownership',
      ],
    },
  ])('tells every mistake in $document with its place', ({ document, says }) => {
    expect(places(() => wanted(lifecycle(document), held))).toEqual(says);
  });
});

describe('the revision of the document', () => {
  it('goes on with a change, and only then', () => {
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
