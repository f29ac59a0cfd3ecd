import { formatText } from '../../../documents/text.ts';
import { NO_BRAKE } from '../../../bridge/lifecycle/deprovisioning/brake.ts';
import { dispatch } from '../../../bridge/protocol/dispatch.ts';
import { createReport, type Facts } from '../../../bridge/protocol/report.ts';
import { createScimApi } from '../../../bridge/protocol/useCases.ts';
import type { Conditions } from '../../../bridge/resources/context.ts';
import { createTransientState } from '../../../bridge/state/state.ts';
import type { ScimConfig } from '../../../bridge/tenants/config.ts';
import { previewTenant } from '../../../bridge/tenants/preview.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { ScimError } from '../../../scim/errors.ts';
import { parseJson } from '../../../scim/parseJson.ts';
import { createMemoryRealm, type MemoryRealm } from './memoryRealm.ts';

/** What a client is answered, and what an operator sees of it. */
export interface MemoryAnswer {
  readonly status: number;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it freely
  readonly headers: Readonly<Record<string, string>>;
  readonly facts: Facts;
}

/** SCIM over a realm in memory: everything between authentication and Admin REST. */
export interface MemoryScim extends MemoryRealm {
  /** What operators were alarmed about. */
  readonly alarms: readonly string[];
  /** Sends one request of a client that was authenticated. */
  send(method: string, target: string, body?: unknown, conditions?: Conditions): Promise<MemoryAnswer>;
}

const QUIRKS = await loadQuirks();

/** Creates a new realm in memory that is served by a preset, the generic one by default, with this configuration. */
export async function createMemoryScim(
  config: Omit<ScimConfig, 'version'> = {},
  profile = 'generic',
): Promise<MemoryScim> {
  const opened = createMemoryRealm();
  const alarms: string[] = [];
  const defaults = {
    publicUrl: 'https://scim.example.test',
    scanLimit: 100,
    quirks: QUIRKS,
    mayAsk: () => true,
  };
  const tenant = await previewTenant(opened.realm, defaults, {
    profile,
    config: { version: 1, ...config },
  });
  const endpoints = createScimApi({
    state: createTransientState(),
    brake: NO_BRAKE,
    alarm: (_realm, sentence) => alarms.push(formatText(sentence)),
    onIncomplete: (_realm, problem) => alarms.push(problem),
  });

  return {
    ...opened,
    alarms,
    async send(method, target, body, conditions = {}) {
      const report = createReport('request');
      const asClientsSee = (json: unknown): unknown =>
        json === undefined ? undefined : JSON.parse(JSON.stringify(json));
      try {
        const { headers = {}, ...answer } = await dispatch(tenant, endpoints, {
          ...{ method, target, conditions, report, readOnly: false },
          body: () => Promise.resolve(parseJson(JSON.stringify(body))),
        });
        return { status: answer.status, body: asClientsSee(answer.body), headers, facts: report.facts };
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
        const { status, headers } = error;
        return { status, body: asClientsSee(error.toBody()), headers, facts: report.facts };
      }
    },
  };
}
