import { createIdentityProvider } from '../../../../../bridge/keycloak/setup/identityProvider.ts';
import { MADE_BY_SETUP, type RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';
import { createRealmSettings } from '../../../../../bridge/keycloak/setup/realmSettings.ts';
import { createUserProfile } from '../../../../../bridge/keycloak/setup/userProfile.ts';

const ACCESS = {} as RealmAccess;

describe('declared settings of a realm', () => {
  const { diff } = createRealmSettings(ACCESS);

  it('change alone, with the other attributes of the realm', () => {
    const actual = {
      displayName: 'A',
      verifyEmail: true,
      attributes: { frontendUrl: 'https://a', other: 'x' },
    };
    const [change] = diff({ displayName: 'A', verifyEmail: false, frontendUrl: 'https://b' }, actual);
    expect(change).toEqual({
      ...{ outcome: 'changed', object: 'realm settings' },
      fields: [
        { field: 'verifyEmail', from: true, to: false },
        { field: 'frontendUrl', from: 'https://a', to: 'https://b' },
      ],
      update: { verifyEmail: false, attributes: { frontendUrl: 'https://b', other: 'x' } },
    });
    expect(diff({ displayName: 'B' }, actual)[0]?.update).toEqual({ displayName: 'B' });
  });

  it('are the same if a set has another order', () => {
    expect(diff({ supportedLocales: ['de', 'en'] }, { supportedLocales: ['en', 'de'] })).toEqual([]);
    expect(diff({ supportedLocales: ['de'] }, { supportedLocales: ['en', 'de'] })).toHaveLength(1);
  });
});

describe('a declared mail server', () => {
  const { diff } = createRealmSettings(ACCESS);
  const actual = {
    smtpServer: { host: 'h', from: 'f', port: '25', replyTo: '', auth: 'true', password: '**********' },
  };

  it('is compared with what Keycloak has as texts, and with what an absent setting means', () => {
    const smtpServer = { host: 'h', from: 'f', port: 25, ssl: false, starttls: false, authType: 'basic' };
    expect(diff({ smtpServer }, actual)).toEqual([]);
    const [change] = diff(
      { displayName: 'A', smtpServer: { ...smtpServer, port: 587, replyTo: 'r' } },
      actual,
    );
    expect(change?.fields).toEqual([
      { field: 'displayName', from: undefined, to: 'A' },
      { field: 'smtpServer.port', from: '25', to: '587' },
      { field: 'smtpServer.replyTo', from: undefined, to: 'r' },
    ]);
    expect(change?.update).toMatchObject({
      displayName: 'A',
      smtpServer: { ...actual.smtpServer, port: '587', replyTo: 'r' },
    });
  });

  it('is not sent if it stays', () => {
    const smtpServer = { host: 'h', from: 'f' };
    expect(diff({ displayName: 'A', smtpServer }, actual)[0]?.update).toEqual({ displayName: 'A' });
  });

  it('has a password that is never shown, and that takes the place of a token', () => {
    const smtpServer = { host: 'h', from: 'f', auth: true, password: 's3cret' };
    const [change] = diff({ smtpServer }, { smtpServer: { ...actual.smtpServer, authType: 'token' } });
    expect(change?.fields).toEqual([
      { field: 'smtpServer.authType', from: 'token', to: 'basic' },
      { field: 'smtpServer.password', isSecret: true },
    ]);
    expect(change?.update.smtpServer).toMatchObject({ authType: 'basic', password: 's3cret' });
  });
});

describe('a declared identity provider', () => {
  const { diff } = createIdentityProvider(ACCESS);
  const desired = { alias: 'a', kind: 'oidc', isPresent: true, members: {}, config: {} };
  const actual = {
    alias: 'a',
    providerId: 'oidc',
    enabled: true,
    displayName: 'A',
    config: { clientId: 'c', clientSecret: '**********' },
  };

  it('is made with a mark, enabled, and its secret is not shown', () => {
    const [change] = diff({ ...desired, config: { clientId: 'c', clientSecret: 's3cret' } }, undefined);
    expect(change).toMatchObject({
      ...{ outcome: 'created', object: 'identity provider a' },
      representation: {
        alias: 'a',
        providerId: 'oidc',
        enabled: true,
        config: { clientSecret: 's3cret', ...MADE_BY_SETUP },
      },
    });
    expect(JSON.stringify(change?.fields)).not.toContain('s3cret');
  });

  it('changes in what is declared only', () => {
    const [change] = diff({ ...desired, members: { displayName: 'B' }, config: { clientId: 'd' } }, actual);
    expect(change?.fields).toEqual([
      { field: 'displayName', from: 'A', to: 'B' },
      { field: 'clientId', from: 'c', to: 'd' },
    ]);
    expect(change?.representation).toEqual({
      ...actual,
      displayName: 'B',
      config: { ...actual.config, clientId: 'd' },
    });
  });

  it('changes if its secret is another one', () => {
    const [change] = diff({ ...desired, config: { clientSecret: 'other' } }, actual);
    expect(change?.fields).toEqual([{ field: 'clientSecret', isSecret: true }]);
    const known = { ...actual, config: { ...actual.config, clientSecret: 'other' } };
    expect(diff({ ...desired, config: { clientSecret: 'other' } }, known)).toEqual([]);
  });

  it('is removed only if set-up made it', () => {
    const absent = { ...desired, isPresent: false };
    expect(diff(absent, actual)).toEqual([]);
    expect(diff(absent, undefined)).toEqual([]);
    expect(diff(absent, { ...actual, config: MADE_BY_SETUP })).toMatchObject([
      { outcome: 'removed', representation: undefined },
    ]);
  });
});

describe('a declared attribute of the user profile', () => {
  const { diff } = createUserProfile(ACCESS);
  const own = { name: 'own', annotations: { ...MADE_BY_SETUP } };
  const theirs = {
    name: 'theirs',
    displayName: 'T',
    permissions: { view: ['user', 'admin'], edit: ['admin'] },
    validations: { length: { max: 9, min: 1 } },
  };
  const actual = { unmanagedAttributePolicy: 'ADMIN_EDIT', attributes: [own, theirs] } as never;
  const changes = (name: string, isPresent: boolean, members: object = {}) =>
    diff(
      {
        restrictsUsername: false,
        attributes: [{ name, isPresent, members: members as Record<string, unknown> }],
      },
      actual,
    );

  it.each<object>([
    {},
    { displayName: 'T' },
    { required: null },
    { permissions: { edit: ['admin'], view: ['admin', 'user'] } },
    { validations: { length: { min: 1, max: 9 } } },
  ])('is the same whatever order Keycloak gives it: %j', (members) => {
    expect(changes('theirs', true, members)).toEqual([]);
  });

  it('changes in what is declared only', () => {
    expect(
      changes('theirs', true, { displayName: 'U', permissions: { view: ['admin'], edit: ['admin'] } })[0]
        ?.fields,
    ).toEqual([
      { field: 'attribute theirs.displayName', from: 'T', to: 'U' },
      {
        field: 'attribute theirs.permissions',
        from: theirs.permissions,
        to: { view: ['admin'], edit: ['admin'] },
      },
    ]);
  });

  it('is removed only if set-up declared it', () => {
    expect(changes('theirs', false)).toEqual([]);
    expect(changes('none', false)).toEqual([]);
    expect(changes('own', false)[0]?.profile?.attributes).toEqual([theirs]);
    expect(changes('new', true)[0]?.profile?.attributes?.[2]).toEqual({
      name: 'new',
      permissions: { view: ['admin'], edit: ['admin'] },
      annotations: MADE_BY_SETUP,
    });
  });
});
