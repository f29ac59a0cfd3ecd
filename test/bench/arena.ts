import { randomBytes } from 'node:crypto';
import type { RunningKeycloak } from '../../dev/keycloak/launch.ts';
import { enterAdminRest } from './contenders/adminRest.ts';
import { enterBridge } from './contenders/bridge.ts';
import type { Contender, ContenderName, Ground } from './contenders/contender.ts';
import {
  enterMappedNativeScim,
  enterNativeScim,
  hasNativeScim,
  type ServerInfo,
} from './contenders/nativeScim.ts';
import { createHttp, createToken, type Http } from './http.ts';
import { seed, type Seeded } from './seed.ts';

/** The Keycloak of a run with a realm for each contender. */
export interface Arena {
  readonly admin: Http;
  readonly keycloakVersion: string;
  readonly hasNative: boolean;
  /** Makes realms for some contenders, lets them in, seeds each realm with so many users; without those that cannot take part. */
  populate(
    names: readonly ContenderName[],
    users: number,
    stop: AbortSignal,
    say: (line: string) => void,
  ): Promise<Seeded[]>;
  /** What the contenders' own processes have complained of. */
  complaints(): string;
  /** Ends what contenders have started and deletes their realms. */
  close(): Promise<void>;
}

/** Opens a Keycloak for a run; close it in any case. */
export async function openArena(keycloak: RunningKeycloak): Promise<Arena> {
  const admin = createHttp({
    base: `${keycloak.url}/admin`,
    token: createToken(keycloak.url, 'master', {
      grant_type: 'password',
      client_id: 'admin-cli',
      username: keycloak.adminUser,
      password: keycloak.adminPassword,
    }),
  });
  const info = (await admin('GET', '/serverinfo')).body as ServerInfo;
  const hasNative = hasNativeScim(info);
  const entries: Partial<Record<ContenderName, (ground: Ground) => Promise<Contender>>> = {
    ours: enterBridge,
    raw: enterAdminRest,
    ...(hasNative ? { native: enterNativeScim, mapped: enterMappedNativeScim } : {}),
  };
  const run = randomBytes(4).toString('hex');
  const realms: string[] = [];
  const contenders: Contender[] = [];

  return {
    admin,
    keycloakVersion: info.systemInfo?.version ?? 'of an unknown version',
    hasNative,
    async populate(names, users, stop, say) {
      const seeded: Seeded[] = [];
      for (const name of names) {
        stop.throwIfAborted();
        const enter = entries[name];
        if (enter === undefined) continue;
        const ground: Ground = { keycloak, admin, realm: `bench-${run}-${realms.length}-${name}` };
        say(`Seeding realm ${ground.realm} with ${users} users`);
        realms.push(ground.realm);
        await admin('POST', '/realms', { realm: ground.realm, enabled: true });
        const contender = await enter(ground);
        contenders.push(contender);
        seeded.push(await seed(contender, ground, users, stop));
      }
      return seeded;
    },
    complaints: () =>
      contenders
        .map((contender) => contender.complaints?.() ?? '')
        .filter((text) => text !== '')
        .join('\n'),
    async close() {
      for (const contender of contenders) await contender.close?.();
      for (const realm of realms) await admin('DELETE', `/realms/${realm}`, undefined, [404]);
    },
  };
}
