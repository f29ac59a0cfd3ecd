import type { ProfileAttribute, RealmSettings } from '../../../../bridge/keycloak/port/realm.ts';
import type { ScimConfig } from '../../../../bridge/tenants/config.ts';
import { droppedAttributes, lint } from '../../../../bridge/tenants/lint.ts';
import { formatText } from '../../../../documents/text.ts';
import { tenantWith } from '../resources/tenant.ts';

const attribute = (name: string, members: Partial<ProfileAttribute> = {}): ProfileAttribute => ({
  name,
  prohibitsCharacters: false,
  isEmail: false,
  adminEdits: true,
  userEdits: false,
  requiredOfAdmins: false,
  multivalued: false,
  validators: {},
  ...members,
});

function findingsOf(
  settings: Partial<RealmSettings>,
  changes: Partial<ScimConfig> = {},
): [code: string, sentence: string][] {
  const { profile, config, settings: allSettings } = tenantWith({ internationalized: true, ...settings });
  return lint(profile, { ...config, ...changes }, allSettings).map(({ code, sentence }) => [
    code,
    formatText(sentence),
  ]);
}

describe('lint', () => {
  it('has no findings for a realm as "enable" leaves it', () => {
    expect(findingsOf({})).toEqual([]);
  });

  it('reports once that undeclared attributes are dropped', () => {
    expect(findingsOf({ keepsUnmanagedAttributes: false })).toEqual([
      ['dropped', expect.stringMatching(/drops undeclared attributes/)],
    ]);
  });

  it('reports attributes that SCIM relies on and that users may change', () => {
    const profile = ['scim.source', 'scim.exact', 'externalId', 'department', 'own'].map((name) =>
      attribute(name, { userEdits: true }),
    );
    const findings = findingsOf({ usersWriteUnmanaged: true, profile });
    expect(findings.map(([code]) => code)).toEqual(Array(4).fill('selfService'));
    const sentences = findings.map(([, sentence]) => sentence);
    expect(sentences[0]).toMatch(/undeclared attributes of their own/);
    expect(sentences.slice(1).map((sentence) => /"(.*?)"/.exec(sentence)?.[1])).toEqual([
      'scim.source',
      'scim.exact',
      'externalId',
    ]);
  });

  it('reports attributes required of administrators unless a row writes them', () => {
    const profile = ['badge', 'title', 'email', 'firstName'].map((name) =>
      attribute(name, { requiredOfAdmins: true }),
    );
    expect(findingsOf({ profile })).toEqual([['required', expect.stringContaining('"badge"')]]);
  });
});

describe('lint of a realm that is to keep e-mail addresses', () => {
  it('has no findings if the realm can have people without an address', () => {
    expect(findingsOf({ profile: [attribute('email')] }, { email: 'keep' })).toEqual([]);
  });

  it.each([
    ['takes the address as the user name', { emailAsUsername: true }, /is the user name in this realm/],
    [
      'requires an address from administrators',
      { profile: [attribute('email', { requiredOfAdmins: true })] },
      /requires an e-mail address from administrators/,
    ],
    [
      'lets no administrator write the attribute that keeps it',
      { profile: [attribute('scim.keptEmail', { adminEdits: false })] },
      /drops the user attribute "scim.keptEmail"/,
    ],
  ])('reports that it cannot if it %s', (_why, settings, sentence) => {
    expect(findingsOf(settings, { email: 'keep' })).toContainEqual([
      'email',
      expect.stringMatching(sentence) as unknown,
    ]);
    expect(findingsOf(settings, { email: 'refuse' }).map(([code]) => code)).not.toContain('email');
  });
});

describe('droppedAttributes', () => {
  it('has every attribute that the bridge writes and Keycloak drops, with the reason', () => {
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
