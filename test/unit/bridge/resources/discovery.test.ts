import { getSchema } from '../../../../bridge/resources/discovery.ts';
import type { RealmSettings } from '../../../../bridge/keycloak/port/realm.ts';
import { USER_URN } from '../../../support/scim/messages.ts';
import { createMemoryScim } from '../../../support/memory/memoryScim.ts';
import { tenantWith } from './tenant.ts';

interface Described {
  readonly name: string;
  readonly uniqueness?: string;
  readonly subAttributes?: readonly Described[];
}

/** What /Schemas says of the uniqueness of `emails.value`. */
function uniquenessOfEmail(settings: Partial<RealmSettings>, email?: 'keep'): string | undefined {
  const tenant = tenantWith(settings);
  const config = { ...tenant.config, ...(email === undefined ? {} : { email }) };
  const schema = getSchema({ ...tenant, config }, USER_URN) as unknown as {
    attributes: readonly Described[];
  };
  const emails = schema.attributes.find(({ name }) => name === 'emails');
  return emails?.subAttributes?.find(({ name }) => name === 'value')?.uniqueness;
}

describe('the schema of users', () => {
  it('says that an e-mail address is unique, unless the realm allows it to be shared', () => {
    expect(uniquenessOfEmail({ duplicateEmails: false })).toBe('server');
    expect(uniquenessOfEmail({ duplicateEmails: true })).toBe('none');
  });

  it('says that an e-mail address is not unique where one that is taken is kept', () => {
    expect(uniquenessOfEmail({}, 'keep')).toBe('none');
    expect(uniquenessOfEmail({ emailAsUsername: true }, 'keep')).toBe('server');
  });
});

describe('the features of the service', () => {
  it('are found by the plural of SCIM 1.1, but not in the strict profile', async () => {
    const ask = async (profile: string) =>
      (await createMemoryScim({}, profile)).send('GET', '/ServiceProviderConfigs');
    expect(await ask('generic')).toMatchObject({ status: 200, body: { patch: { supported: true } } });
    expect((await ask('strict')).status).toBe(404);
  });
});
