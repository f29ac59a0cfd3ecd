import { soundConfig } from '../../../../bridge/tenants/soundConfig.ts';

const CONFIG = {
  version: 1,
  mode: 'observe',
  authentication: { basic: true, issuers: [{ name: 'hr' }] },
  onboarding: { realmRoles: ['a', 'b'], identityProvider: { alias: 'x' } },
} as const;

describe('the sound part of a configuration', () => {
  it.each<[what: string, pointer: string, sound: object]>([
    ['a member', '/mode', { ...CONFIG, mode: undefined }],
    [
      'a member of a rule',
      '/authentication/basic',
      { ...CONFIG, authentication: { issuers: [{ name: 'hr' }] } },
    ],
    [
      'something in a member of a rule',
      '/onboarding/realmRoles/1',
      { ...CONFIG, onboarding: { identityProvider: { alias: 'x' } } },
    ],
    [
      'something missing in a member of a rule',
      '/onboarding/identityProvider',
      { ...CONFIG, onboarding: { realmRoles: ['a', 'b'] } },
    ],
    ['the whole', '', CONFIG],
    ['something that is not there', '/brake/users', CONFIG],
  ])('is without %s that has a mistake', (_what, pointer, sound) => {
    expect(soundConfig(CONFIG, [{ code: 'wrongType', pointer }])).toEqual(sound);
  });

  it('is without a rule that has no sound member left, and with one that has unknown members', () => {
    const mistakes = [
      { code: 'wrongType', pointer: '/authentication/basic' },
      { code: 'wrongFormat', pointer: '/authentication/issuers/0' },
      { code: 'unknownMember', pointer: '/onboarding' },
    ] as const;
    expect(soundConfig(CONFIG, mistakes)).toEqual({ ...CONFIG, authentication: undefined });
  });

  it('has the version of the format', () => {
    expect(soundConfig({ version: 7 }, [{ code: 'unknownValue', pointer: '/version' }])).toEqual({
      version: 1,
    });
  });
});
