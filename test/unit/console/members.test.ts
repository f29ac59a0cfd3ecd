import { memberAt, withMember } from '../../../console/src/configuration/members.ts';
import { mistakesAt, pointerOf } from '../../../console/src/configuration/mistakes.ts';

describe('a member of the configuration', () => {
  const config = { version: 1, groups: { roles: [{ group: 'a*' }, { group: 'b*' }] }, brake: { users: 5 } };

  it('is found at a path of names and indices', () => {
    expect(memberAt(config, 'groups.roles.1.group')).toBe('b*');
    expect(memberAt(config, 'onboarding.invitation.clientId')).toBeUndefined();
  });

  it('is replaced at its place, and the rest stays as it is', () => {
    const changed = withMember(config, 'groups.roles.1.realmRoles', ['seller']);
    expect(changed.groups.roles).toEqual([{ group: 'a*' }, { group: 'b*', realmRoles: ['seller'] }]);
    expect(Object.keys(changed)).toEqual(['version', 'groups', 'brake']);
    expect(config.groups.roles[1]).toEqual({ group: 'b*' });
  });

  it('is made with the sections around it', () => {
    expect(withMember({ version: 1 }, 'onboarding.invitation.clientId', 'shop')).toEqual({
      version: 1,
      onboarding: { invitation: { clientId: 'shop' } },
    });
  });

  it('is left out with its section if nothing is left of that', () => {
    const rules = { version: 1, onboarding: { markerRole: true } };
    expect(withMember(rules, 'onboarding.markerRole', undefined)).toEqual({ version: 1 });
  });

  it('leaves the brake and an invitation without members: they mean something', () => {
    expect(withMember(config, 'brake.users', undefined)).toMatchObject({ brake: {} });
    const rules = { onboarding: { invitation: { clientId: 'shop' } } };
    expect(withMember(rules, 'onboarding.invitation.clientId', undefined)).toEqual({
      onboarding: { invitation: {} },
    });
  });
});

describe('the mistakes of a field', () => {
  const mistakes = ['/config/brake', '/config/brake/users', '/config/brakes'].map((pointer) => ({
    pointer,
    detail: 'wrong',
  }));

  it('are those at its place, and on demand those below', () => {
    expect(mistakesAt(mistakes, pointerOf('brake'))).toHaveLength(1);
    expect(mistakesAt(mistakes, pointerOf('brake'), { below: true })).toHaveLength(2);
  });
});
