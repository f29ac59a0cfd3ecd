import type { KeycloakGroup } from '../../../../bridge/keycloak/port/groups.ts';
import type { ScimConfig } from '../../../../bridge/tenants/config.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import type { MappingDocument } from '../../../../mappers/document/types.ts';
import { judgeGroup, judgeUser, type UserRules } from '../../../../realm-config/migrate/verdict.ts';
import { keycloakUser } from '../../bridge/resources/tenant.ts';

const QUIRKS = await loadQuirks();

const profileWith = (document: MappingDocument = {}) =>
  compileProfile({ preset: 'generic', quirks: QUIRKS, document: { document, file: 'mapping.json' } });

const PLAIN = profileWith();

/** The rules for users whose externalId was kept in the attribute `personnel`. */
const rulesWith = (rules: Partial<UserRules> = {}, config: Partial<ScimConfig> = {}): UserRules => ({
  traces: { attribute: 'personnel', notes: [] },
  mapping: PLAIN.user.mapping,
  config: { version: 1, ...config },
  source: 'scim',
  ...rules,
});

describe('the verdict on a user of another SCIM server', () => {
  it.each([
    [
      'adopted with the externalId that it kept',
      { personnel: ['E-1'] },
      { kind: 'adopt', externalId: 'E-1' },
    ],
    [
      'adopted if the bridge reads the same externalId already',
      { personnel: ['E-1'], externalId: ['E-1'] },
      { kind: 'adopt', externalId: 'E-1' },
    ],
    ['a stranger without that trace', { externalId: ['E-1'] }, { kind: 'stranger', externalId: 'E-1' }],
    ['a stranger if the trace is empty', { personnel: [''] }, { kind: 'stranger', externalId: undefined }],
    [
      'found already if it has the source',
      { personnel: ['E-1'], externalId: ['E-1'], 'scim.source': ['scim'] },
      { kind: 'found', externalId: 'E-1' },
    ],
    [
      'skipped if it belongs to another source',
      { personnel: ['E-1'], 'scim.source': ['hr'] },
      { kind: 'skip', reason: 'otherSource', externalId: undefined },
    ],
    [
      'skipped if the bridge reads another externalId',
      { personnel: ['E-1'], externalId: ['E-2'] },
      { kind: 'skip', reason: 'otherExternalId', externalId: 'E-2' },
    ],
  ])('is: %s', (_, attributes, verdict) => {
    expect(judgeUser(keycloakUser({ attributes }), rulesWith())).toEqual(verdict);
  });

  it('leaves service accounts alone, and skips users of a federation and break-glass accounts', () => {
    const user = { attributes: { personnel: ['E-1'] } };
    expect(judgeUser(keycloakUser({ ...user, serviceAccount: true }), rulesWith())).toEqual({
      kind: 'stranger',
    });
    expect(judgeUser(keycloakUser({ ...user, federated: true }), rulesWith())).toMatchObject({
      reason: 'federated',
    });
    const config = { protection: { breakGlass: ['ann*'] } };
    expect(judgeUser(keycloakUser(user), rulesWith({}, config))).toMatchObject({ reason: 'breakGlass' });
  });

  it('counts an externalId of others only where clients see them', () => {
    const stranger = keycloakUser({ attributes: { externalId: ['E-1'] } });
    expect(judgeUser(stranger, rulesWith())).toEqual({ kind: 'stranger', externalId: 'E-1' });
    expect(judgeUser(stranger, rulesWith({}, { ownership: 'own' }))).toEqual({
      kind: 'stranger',
      externalId: undefined,
    });
  });

  it('rests on the users that the server made, where it marked them', () => {
    const traces = { attribute: 'externalId', userIds: new Set(['1']), notes: [] };
    expect(judgeUser(keycloakUser(), rulesWith({ traces }))).toEqual({
      kind: 'adopt',
      externalId: undefined,
    });
    const other = keycloakUser({ id: '2', attributes: { externalId: ['E-2'] } });
    expect(judgeUser(other, rulesWith({ traces }))).toEqual({ kind: 'stranger', externalId: 'E-2' });
  });

  it('skips a user whose externalId the mapping of the realm would change', () => {
    const { mapping } = profileWith({
      user: [{ scim: 'externalId', lookup: false, transforms: [{ case: 'lower' }] }],
    }).user;
    expect(
      judgeUser(keycloakUser({ attributes: { personnel: ['E-1'] } }), rulesWith({ mapping })),
    ).toMatchObject({
      reason: 'notKept',
    });
    const lower = keycloakUser({ attributes: { personnel: ['e-1'] } });
    expect(judgeUser(lower, rulesWith({ mapping }))).toEqual({ kind: 'adopt', externalId: 'e-1' });
  });
});

describe('the verdict on a group of another SCIM server', () => {
  const groupWith = (attributes: KeycloakGroup['attributes']): KeycloakGroup => ({
    ...{ id: '1', name: 'staff', attributes },
  });
  const moved = profileWith({ group: [{ scim: 'externalId', keycloak: 'attributes.personnel' }] }).group
    .mapping;

  it.each([
    ['found where the mapping reads the same attribute', PLAIN.group.mapping, { externalId: ['G'] }, 'found'],
    ['adopted where the mapping reads another one', moved, { externalId: ['G'] }, 'adopt'],
    ['found once it has been adopted', moved, { externalId: ['G'], personnel: ['G'] }, 'found'],
    ['skipped if that one has another value', moved, { externalId: ['G'], personnel: ['H'] }, 'skip'],
    ['a stranger without an externalId', moved, { personnel: ['H'] }, 'stranger'],
  ])('is: %s', (_, mapping, attributes, kind) => {
    expect(judgeGroup(groupWith(attributes), mapping)).toMatchObject({ kind });
  });
});
