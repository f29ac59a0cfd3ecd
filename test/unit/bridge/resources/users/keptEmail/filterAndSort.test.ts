import { createMemoryScim, type MemoryScim } from '../../../../../support/memory/memoryScim.ts';
import { filtered, user, USER_URN } from '../../../../../support/scim/messages.ts';
import { emails, usersWithEmail, withEmail } from './usersWithEmail.ts';

let scim: MemoryScim;
const { patched, create, addressesOf } = usersWithEmail(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim({ email: 'keep' });
});

describe('a list of users', () => {
  const found = async (target: string): Promise<string[]> =>
    ((await scim.send('GET', target)).body.Resources as { userName: string }[]).map(
      ({ userName }) => userName,
    );

  /** One user with the address in Keycloak's field, two with a kept one, and one with neither. */
  async function populate(): Promise<void> {
    await create(withEmail('ann', 'both@example.com'));
    await create(user('bob', emails('Both@Example.com', { type: 'work' })));
    await create(user('cid', emails('No Address', { type: 'work' })));
    await create(withEmail('dan', 'dan@example.com'));
  }

  describe.each([
    ['is read in part', {}],
    ['is answered by the index', { indexed: ['emails', 'externalId'] }],
  ])('that %s', (_how, config) => {
    beforeEach(async () => {
      scim = await createMemoryScim({ email: 'keep', ...config });
      await populate();
    });

    it.each([
      ['emails eq "both@EXAMPLE.com"', ['ann', 'bob']],
      ['emails.value eq "no address"', ['cid']],
      ['emails[type eq "work"].value eq "both@example.com"', ['bob']],
      ['emails[type eq "work" and value eq "NO ADDRESS"]', ['cid']],
      ['emails.value co "address"', ['cid']],
      ['emails.value sw "both"', ['ann', 'bob']],
      ['emails pr', ['ann', 'bob', 'cid', 'dan']],
      ['userName eq "bob" and emails.value eq "both@example.com"', ['bob']],
    ])('finds people by a kept address: %s', async (filter, names) => {
      expect(await found(filtered(filter))).toEqual(names);
    });

    it('is sorted by kept addresses', async () => {
      expect(await found('/Users?sortBy=emails')).toEqual(['ann', 'bob', 'dan', 'cid']);
    });
  });

  const MAIL = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User:mail';

  it.each([
    ['another attribute', [{ scim: MAIL, keycloak: 'email' }], MAIL],
    [
      'the address for work',
      [{ scim: 'emails[type eq "work"].value', keycloak: 'email' }],
      'emails[type eq "work"].value',
    ],
  ])('finds people by a kept address where the mapping has it in %s', async (_where, rows, path) => {
    scim = await createMemoryScim({
      email: 'keep',
      mapping: { user: [{ scim: 'emails', keycloak: null }, ...rows] },
    });
    const body = (userName: string, value: string) =>
      path === MAIL
        ? user(userName, { [MAIL.slice(0, -5)]: { mail: value } })
        : user(userName, emails(value, { type: 'work' }));
    await create(body('ann', 'both@example.com'));
    const id = await create(body('bob', 'Both@Example.com'));
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
    expect((await scim.send('GET', `/Users/${id}`)).body).toMatchObject({
      ...body('bob', 'Both@Example.com'),
      schemas: expect.arrayContaining([USER_URN]) as unknown,
    });
    expect(await found(filtered(`${path} eq "both@example.com"`))).toEqual(['ann', 'bob']);
    await patched(id, { op: 'replace', path: 'userName', value: 'bert' });
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });
});
