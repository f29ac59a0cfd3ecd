import { ANN, disable, fixture, repassword, written } from './guardedRealm.ts';

describe('break-glass accounts', () => {
  const rules = { breakGlass: ['glass*', '*@glass.test'] };

  it('are refused any change, and no user becomes one by creation, new name or new address', async () => {
    const { tenant, protection } = fixture(rules);
    const guard = protection.guard(tenant, 'ann', 'later');
    const glass = { ...ANN, username: 'glass-1' };
    const refused = { code: 'protected', hint: 'Break-glass pattern: "glass*"' };
    await expect(
      guard.checkChange(glass, { ...disable, username: 'glass-1' }, 'sensitive'),
    ).rejects.toMatchObject(refused);
    await expect(guard.checkChange(glass, repassword, 'sensitive')).rejects.toMatchObject(refused);
    await expect(guard.checkDelete(glass)).rejects.toMatchObject(refused);
    await expect(guard.checkChange(ANN, written({ username: 'GLASS-2' }), 'sensitive')).rejects.toMatchObject(
      refused,
    );
    await expect(
      guard.checkChange(ANN, written({ email: 'a@glass.test' }), 'sensitive'),
    ).rejects.toMatchObject({
      code: 'protected',
    });
    expect(() => {
      protection.checkNew(tenant, written({ email: 'A@GLASS.test' }));
    }).toThrow('break-glass');
    await guard.checkChange(ANN, written({ username: 'other' }), 'sensitive');
  });
});
