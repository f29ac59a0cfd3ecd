import { jest } from '@jest/globals';
import { createRoleNames } from '../../../../../bridge/keycloak/adminRest/roleNameCache.ts';
import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';

const gone = () => new KeycloakError('notFound', 'gone');

describe('names of roles', () => {
  it('are read once for all who ask at once, and then remembered', async () => {
    const read = jest.fn((id: string) => Promise.resolve(`name of ${id}`));
    const names = createRoleNames(async (id) => {
      const name = await read(id);
      names.remember(id, name);
      return name;
    });
    expect(await Promise.all([names.of('1'), names.of('1'), names.of('2')])).toEqual([
      'name of 1',
      'name of 1',
      'name of 2',
    ]);
    await names.of('1');
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('that turn out to be old are read once more', async () => {
    let current: string | undefined = 'new';
    const names = createRoleNames(() => Promise.resolve(current));
    names.remember('1', 'old');
    const asked: string[] = [];
    const work = (name: string): Promise<string> => {
      asked.push(name);
      return name === current ? Promise.resolve(name) : Promise.reject(gone());
    };
    expect(await names.with('1', work)).toBe('new');
    expect(asked).toEqual(['old', 'new']);
    current = undefined;
    await expect(names.with('1', work)).rejects.toMatchObject({ failure: 'notFound' });
  });

  it('may have to be as good as new', async () => {
    const names = createRoleNames(() => Promise.resolve('new'));
    names.remember('1', 'old');
    const work = (name: string) => Promise.resolve(name);
    expect(await names.with('1', work, 30_000)).toBe('old');
    expect(await names.with('1', work, 0)).toBe('new');
  });

  it('are looked up anew after a failure', async () => {
    let fails = true;
    const names = createRoleNames(() =>
      fails ? Promise.reject(new KeycloakError('timeout', 'slow')) : Promise.resolve('one'),
    );
    await expect(names.of('1')).rejects.toMatchObject({ failure: 'timeout' });
    fails = false;
    expect(await names.of('1')).toBe('one');
  });
});
