import { createHash } from 'node:crypto';
import { PRESET_NAMES, findPreset } from '../../../mappers/document/presets.ts';
import { equal, isObject, type Json } from '../../../scim/json.ts';
import { ATTRIBUTE, readScimConfig, readStoredConfig, type ScimConfig } from '../../tenants/config.ts';
import { defaultGrantFindings } from '../../tenants/references/defaultGrants.ts';
import { formatFinding } from '../../tenants/lint.ts';
import { checkReferences } from '../../tenants/references/checkReferences.ts';
import type { Configuration } from '../contract.ts';
import { Problem, toProblem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { CONFIGURATION, listOf, MISTAKE, object } from '../schemas.ts';

/** What is sent in its place. */
type Wanted = Pick<Configuration, 'enabled' | 'profile'> & Partial<Configuration>;

type Attributes = Readonly<Record<string, string>>;

function shown(attributes: Attributes): Configuration {
  let config: Configuration['config'] = { version: 1 };
  try {
    const { revision, indexed, ...rest } = readStoredConfig(attributes[ATTRIBUTE.config]);
    config = rest;
  } catch {
    // A document that cannot be read is shown as an empty one; the status says what is wrong with it.
  }
  return {
    enabled: attributes[ATTRIBUTE.enabled] === 'true',
    profile: attributes[ATTRIBUTE.profile] ?? 'generic',
    config,
  };
}

/** The version of a configuration, as an ETag: of the three attributes as they are stored. */
function versionOf(attributes: Attributes): string {
  const names = [ATTRIBUTE.enabled, ATTRIBUTE.profile, ATTRIBUTE.config];
  const text = JSON.stringify(names.map((name) => attributes[name] ?? ''));
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** What the bridge keeps in the document itself stays; the revision goes on. */
function kept(attributes: Attributes): Pick<ScimConfig, 'indexed' | 'revision'> {
  try {
    const { indexed, revision = 0 } = readStoredConfig(attributes[ATTRIBUTE.config]);
    return { ...(indexed === undefined ? {} : { indexed }), revision: revision + 1 };
  } catch {
    return { revision: 1 };
  }
}

/** Checks a configuration as a whole; throws with every mistake, and tells what the operator should know. */
async function check(
  { caller, tools }: AdminRequest,
  body: Json | undefined,
): Promise<{ wanted: Configuration; findings: string[] }> {
  const { enabled, profile, config } = (isObject(body) ? body : {}) as unknown as Wanted;
  if (!PRESET_NAMES.includes(profile)) {
    throw new Problem('invalidConfiguration', 'The configuration has mistakes; nothing was changed.', {
      mistakes: [
        {
          code: 'unknownValue',
          pointer: '/profile',
          detail: `There is no profile "${profile}".`,
          hint: `There is ${PRESET_NAMES.join(', ')}.`,
        },
      ],
    });
  }
  const document = readScimConfig(JSON.stringify(config ?? { version: 1 }));
  const { tenant } = await tools.preview(caller, { profile, config: document });
  await checkReferences(tenant);
  const findings = [...tenant.findings, ...defaultGrantFindings(document, tenant.defaultGrants.grants)];
  return { wanted: { enabled, profile, config: document }, findings: findings.map(formatFinding) };
}

/** Whether nothing is wanted but that SCIM is off: that must be possible whatever is wrong with the rest. */
function onlySwitchesOff(was: Configuration, body: Json | undefined): boolean {
  const { enabled, profile, config = { version: 1 } } = (isObject(body) ? body : {}) as unknown as Wanted;
  return (
    !enabled && profile === was.profile && equal(config as unknown as Json, was.config as unknown as Json)
  );
}

async function replace(request: AdminRequest): Promise<string[]> {
  const { caller, client, ifMatch, body } = request;
  if (ifMatch === undefined) {
    throw new Problem(
      'versionRequired',
      'Send If-Match with the ETag of the configuration that you replace, or *.',
    );
  }
  const current = versionOf(client.attributes);
  const named = ifMatch.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (ifMatch.trim() !== '*' && !named.includes(current)) {
    throw new Problem('versionMismatch', 'Read the configuration again, and make your change in that one.');
  }
  if (onlySwitchesOff(shown(client.attributes), body)) {
    await caller.setClientAttributes(client.id, { [ATTRIBUTE.enabled]: 'false' });
    return [];
  }
  const { wanted, findings } = await check(request, body);
  await caller.setClientAttributes(client.id, {
    [ATTRIBUTE.enabled]: String(wanted.enabled),
    [ATTRIBUTE.profile]: wanted.profile,
    [ATTRIBUTE.config]: JSON.stringify({ ...wanted.config, ...kept(client.attributes) }),
  });
  return findings;
}

const CHECKED = object({ findings: listOf({ type: 'string' }) });

/** The routes of a realm's configuration. */
export const CONFIGURATION_ROUTES: readonly AdminRoute[] = [
  route('GET /config', {
    operationId: 'readConfiguration',
    summary: "The realm's SCIM configuration, with its version as ETag.",
    rights: 'view-clients',
    answers: { 200: { description: 'The configuration.', schema: CONFIGURATION } },
    handle: ({ client }) =>
      Promise.resolve({
        status: 200,
        body: shown(client.attributes),
        headers: { ETag: versionOf(client.attributes) },
      }),
  }),
  route('PUT /config', {
    operationId: 'replaceConfiguration',
    changes: true,
    summary: 'Replaces the configuration; in force with the next request.',
    rights: 'manage-clients, view-realm',
    body: CONFIGURATION,
    conditional: true,
    answers: { 200: { description: 'What the operator should know of it.', schema: CHECKED } },
    handle: async (request) => {
      const { enabled, profile } = request.body as unknown as Configuration;
      const was = shown(request.client.attributes);
      const findings = await replace(request);
      const turned = was.enabled === enabled ? '' : ` SCIM switched ${enabled ? 'on' : 'off'}.`;
      return {
        status: 200,
        body: { findings },
        audit: `Configuration replaced, profile ${profile}.${turned}`,
      };
    },
  }),
  route('POST /config/validation', {
    operationId: 'validateConfiguration',
    summary: 'Says what is wrong with a configuration and what the operator should know; changes nothing.',
    rights: 'view-clients, view-realm',
    body: CONFIGURATION,
    answers: {
      200: {
        description: 'The verdict.',
        schema: object(
          {
            valid: { type: 'boolean' },
            mistakes: listOf(MISTAKE),
            findings: listOf({ type: 'string' }),
          },
          ['valid', 'mistakes', 'findings'],
        ),
      },
    },
    handle: async (request) => {
      try {
        const { findings } = await check(request, request.body);
        return { status: 200, body: { valid: true, mistakes: [], findings } };
      } catch (error) {
        const { code, mistakes } = toProblem(error);
        if (code !== 'invalidConfiguration') throw error;
        return { status: 200, body: { valid: false, mistakes, findings: [] } };
      }
    },
  }),
  route('GET /profiles', {
    operationId: 'listProfiles',
    summary: 'The profiles that there are.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'The profiles.',
        schema: listOf(
          object({ name: { type: 'string' }, title: { type: 'string' }, description: { type: 'string' } }),
        ),
      },
    },
    handle: () =>
      Promise.resolve({
        status: 200,
        body: PRESET_NAMES.map(findPreset)
          .filter((preset) => preset !== undefined)
          .map(({ name, title, description }) => ({ name, title, description })),
      }),
  }),
];
