import { randomBytes } from 'node:crypto';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import type { RunningKeycloak } from '../../dev/keycloak/launch.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import { enable } from '../../bridge/enablement/enable.ts';
import { createHttp, createToken, type Http } from '../bench/http.ts';
import { newRealm } from '../support/keycloak/newRealm.ts';
import { startBridge, type BridgeProcess } from './bridgeProcess.ts';

/** A realm with SCIM switched on. */
interface StressRealm {
  readonly name: string;
  readonly token: string;
  readonly scimUrl: string;
}

/** A bridge before a Keycloak, with the realms of a run. */
export interface Stage {
  readonly bridge: BridgeProcess;
  /** Admin REST. */
  readonly admin: Http;
  readonly administrator: () => Promise<string>;
  /** Where hostile clients and modelled ones are. */
  readonly attacked: StressRealm;
  /** Whose configuration hostile administrators may change. */
  readonly administered: StressRealm;
  /** Which is left in peace, and has to be answered all along. */
  readonly probed: StressRealm;
  close(): Promise<void>;
}

/** Opens a stage; close it in any case. */
export async function openStage(keycloak: RunningKeycloak): Promise<Stage> {
  const secret = randomBytes(24).toString('base64url');
  const administrator = createToken(keycloak.url, 'master', {
    grant_type: 'password',
    client_id: 'admin-cli',
    username: keycloak.adminUser,
    password: keycloak.adminPassword,
  });
  const admin = createHttp({ base: `${keycloak.url}/admin`, token: administrator });
  const bridge = await startBridge({
    KEYCLOAK_URL: keycloak.url,
    KEYCLOAK_CLIENT_SECRET: secret,
    // A Keycloak on a busy machine may take its time without any fault of the bridge.
    KEYCLOAK_TIMEOUT_MS: '120000',
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_PORT: '0',
    STORE_FILE: ':memory:',
  });
  const run = randomBytes(4).toString('hex');
  const names: string[] = [];
  const close = async (): Promise<void> => {
    await bridge.stop();
    for (const name of names) await admin('DELETE', `/realms/${name}`, undefined, [404]);
  };
  const realm = async (purpose: string): Promise<StressRealm> => {
    const name = `stress-${run}-${purpose}`;
    names.push(name);
    await admin('POST', '/realms', await newRealm(name));
    const setup = await openSetup(name, { ...keycloak, adminRealm: 'master' });
    const { token = '' } = await enable(setup, {
      label: 'stress',
      publicUrl: 'https://scim.example.test',
      bridgeClientId: 'scim-bridge',
      bridgeClientSecret: secret,
      quirks: await loadQuirks(),
      report: () => undefined,
    });
    return { name, token, scimUrl: `http://127.0.0.1:${bridge.port}/realms/${name}/scim/v2` };
  };
  try {
    const attacked = await realm('attacked');
    const administered = await realm('administered');
    const probed = await realm('probed');
    return { bridge, admin, administrator, attacked, administered, probed, close };
  } catch (error) {
    await close();
    throw error;
  }
}
