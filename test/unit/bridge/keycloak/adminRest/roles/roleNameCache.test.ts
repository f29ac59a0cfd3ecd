import { createRoleNameCache } from '../../../../../../bridge/keycloak/adminRest/roles/roleNameCache.ts';
import { KeycloakError } from '../../../../../../bridge/keycloak/port/errors.ts';

const gone = () => new KeycloakError('notFound', 'gone');

describe('createRoleNameCache', () => {
  it('reads a name once for concurrent callers, and then remembers it', async () => {
    const reads: string[] = [];
    const names = createRoleNameCache((id) => {
      reads.push(id);
      names.remember(id, `name of ${id}`);
      return Promise.resolve(`name of ${id}`);
    });
    expect(await Promise.all([names.of('1'), names.of('1'), names.of('2')])).toEqual([
      'name of 1',
      'name of 1',
      'name of 2',
    ]);
    await names.of('1');
    expect(reads).toEqual(['1', '2']);
  });

  it('reads a name again if Keycloak does not know the cached one', async () => {
    let current: string | undefined = 'new';
    const names = createRoleNameCache(() => Promise.resolve(current));
    names.remember('1', 'old');
    const attempts: string[] = [];
    const work = (name: string): Promise<string> => {
      attempts.push(name);
      return name === current ? Promise.resolve(name) : Promise.reject(gone());
    };
    expect(await names.with('1', work)).toBe('new');
    expect(attempts).toEqual(['old', 'new']);
    current = undefined;
    await expect(names.with('1', work)).rejects.toMatchObject({ failure: 'notFound' });
  });

  it('reads a name again if the cached one is older than allowed', async () => {
    const names = createRoleNameCache(() => Promise.resolve('new'));
    names.remember('1', 'old');
    const work = (name: string) => Promise.resolve(name);
    expect(await names.with('1', work, 30_000)).toBe('old');
    expect(await names.with('1', work, 0)).toBe('new');
  });

  it('reads a name again after a failed read', async () => {
    let fails = true;
    const names = createRoleNameCache(() =>
      fails ? Promise.reject(new KeycloakError('timeout', 'slow')) : Promise.resolve('one'),
    );
    await expect(names.of('1')).rejects.toMatchObject({ failure: 'timeout' });
    fails = false;
    expect(await names.of('1')).toBe('one');
  });
});
