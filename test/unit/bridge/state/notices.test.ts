import { setTimeout as sleep } from 'node:timers/promises';
import { createNotices } from '../../../../bridge/state/notices.ts';

describe('the notice that a realm changed', () => {
  it('reaches every listener, and is given once all have acted on it', async () => {
    const notices = createNotices();
    const heard: string[] = [];
    notices.onRealmChanged(async (realm) => {
      await sleep(5);
      heard.push(`slow ${realm}`);
    });
    notices.onRealmChanged((realm) => Promise.resolve(void heard.push(`quick ${realm}`)));
    await notices.realmChanged('acme');
    expect(heard).toEqual(['quick acme', 'slow acme']);
  });

  it('fails if a listener fails', async () => {
    const notices = createNotices();
    notices.onRealmChanged(() => Promise.reject(new Error('Keycloak is down')));
    await expect(notices.realmChanged('acme')).rejects.toThrow('Keycloak is down');
  });
});
