import type { ProfileAttribute, RealmSettings } from '../../../../bridge/keycloak/port/realm.ts';
import { droppedAttributes, lint } from '../../../../bridge/tenants/lint.ts';
import { tenantWith } from '../resources/tenant.ts';

const attribute = (name: string, members: Partial<ProfileAttribute> = {}): ProfileAttribute => ({
  name,
  prohibitsCharacters: false,
  adminEdits: true,
  userEdits: false,
  requiredOfAdmins: false,
  ...members,
});

function looked(settings: Partial<RealmSettings>): [code: string, sentence: string][] {
  const { profile, settings: all } = tenantWith({ internationalized: true, ...settings });
  return lint(profile, all).map(({ code, sentence }) => [code, sentence]);
}

describe('lint', () => {
  it('has nothing to say of a realm as "enable" leaves it', () => {
    expect(looked({})).toEqual([]);
  });

  it('tells once that undeclared attributes are dropped', () => {
    expect(looked({ keepsUnmanagedAttributes: false })).toEqual([
      ['dropped', expect.stringMatching(/drops undeclared attributes/)],
    ]);
  });

  it('tells what users could steer themselves by', () => {
    const profile = ['scim.source', 'scim.exact', 'externalId', 'department', 'own'].map((name) =>
      attribute(name, { userEdits: true }),
    );
    const found = looked({ usersWriteUnmanaged: true, profile });
    expect(found.map(([code]) => code)).toEqual(Array(4).fill('selfService'));
    const sentences = found.map(([, sentence]) => sentence);
    expect(sentences[0]).toMatch(/undeclared attributes of their own/);
    expect(sentences.slice(1).map((sentence) => /"(.*?)"/.exec(sentence)?.[1])).toEqual([
      'scim.source',
      'scim.exact',
      'externalId',
    ]);
  });

  it('tells what administrators may not leave out, as long as no row writes it', () => {
    const profile = ['badge', 'title', 'email', 'firstName'].map((name) =>
      attribute(name, { requiredOfAdmins: true }),
    );
    expect(looked({ profile })).toEqual([['required', expect.stringContaining('"badge"')]]);
  });
});

describe('droppedAttributes', () => {
  it('has every attribute that the bridge writes and Keycloak does not keep, with the reason', () => {
    const { profile, settings } = tenantWith({
      keepsUnmanagedAttributes: false,
      profile: [attribute('title'), attribute('nickName', { adminEdits: false })],
    });
    const dropped = droppedAttributes(profile, settings);
    expect(dropped.get('title')).toBeUndefined();
    expect(dropped.get('nickName')).toBe('closedToAdministrators');
    for (const name of ['externalId', 'scim.exact', 'scim.lastModified', 'scim.source', 'scim.hidden']) {
      expect([name, dropped.get(name)]).toEqual([name, 'undeclared']);
    }
  });
});
