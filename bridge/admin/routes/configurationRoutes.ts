import { createHash } from 'node:crypto';
import { PRESET_NAMES, findPreset } from '../../../mappers/document/presets.ts';
import { readDocument } from '../../../mappers/document/readDocument.ts';
import { mappingRows } from '../../../mappers/mappingRows.ts';
import { equal, isObject, type Json } from '../../../scim/json.ts';
import { ATTRIBUTE, readScimConfig, readStoredConfig, type ScimConfig } from '../../tenants/config.ts';
import { exportRealm } from '../../enablement/realmExport.ts';
import { configurationChanges } from '../../tenants/configurationChanges.ts';
import { defaultGrantFindings } from '../../tenants/references/defaultGrants.ts';
import { formatFinding } from '../../tenants/lint.ts';
import { brokenReferences, whateverTheMapping } from '../../tenants/references/checkReferences.ts';
import { tryPreview, type Preview } from '../../tenants/preview.ts';
import { attempt, DocumentError, type Mistake } from '../../../documents/mistake.ts';
import { LIMITS } from '../../../scim/limits.ts';
import { soundConfig } from '../../tenants/soundConfig.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Configuration } from '../contract.ts';
import { Problem, toProblem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { CONFIGURATION, listOf, MAPPING_ROWS, MISTAKE, object } from '../schemas.ts';

/** A configuration in a request. */
type RequestedConfiguration = Pick<Configuration, 'enabled' | 'profile'> & Partial<Configuration>;

type Attributes = Readonly<Record<string, string>>;

/** Reads the configuration from the attributes of the client. */
function configurationOf(attributes: Attributes): Configuration {
  let config: Configuration['config'] = { version: 1 };
  try {
    const { revision, indexed, ...rest } = readStoredConfig(attributes[ATTRIBUTE.config]);
    config = rest;
  } catch {
    // A document that cannot be parsed is answered as an empty one; GET / lists its mistakes.
  }
  return {
    enabled: attributes[ATTRIBUTE.enabled] === 'true',
    profile: attributes[ATTRIBUTE.profile] ?? 'generic',
    config,
  };
}

/** The ETag of a configuration: a digest of its three attributes as stored. */
function versionOf(attributes: Attributes): string {
  const names = [ATTRIBUTE.enabled, ATTRIBUTE.profile, ATTRIBUTE.config];
  const text = JSON.stringify(names.map((name) => attributes[name] ?? ''));
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** The members that the bridge manages itself, with the next revision. */
function managedMembers(attributes: Attributes): Pick<ScimConfig, 'indexed' | 'revision'> {
  try {
    const { indexed, revision = 0 } = readStoredConfig(attributes[ATTRIBUTE.config]);
    return { ...(indexed === undefined ? {} : { indexed }), revision: revision + 1 };
  } catch {
    return { revision: 1 };
  }
}

/** Gives a mistake in `scim.config` its place in the body of the request. */
const inBody = (mistake: Mistake): Mistake =>
  mistake.file === ATTRIBUTE.config
    ? { ...mistake, file: '', pointer: `/config${mistake.pointer}` }
    : mistake;

/** The place of a mistake within the member `config` of the body; `undefined` if it is elsewhere. */
const pointerInConfig = ({ pointer }: Mistake): string | undefined => /^\/config(\/.*|)$/.exec(pointer)?.[1];

/** The mistake of a profile that there is not. */
function unknownProfile(profile: string): Mistake[] {
  if (PRESET_NAMES.includes(profile)) return [];
  const sentence = `There is no profile "${profile}".`;
  const hint = `There is ${PRESET_NAMES.join(', ')}.`;
  return [{ file: '', pointer: '/profile', code: 'unknownValue', sentence, hint }];
}

/** Compiles a configuration, and lists what is wrong with its mapping, its issuers and the names in its rules. */
async function previewOf(
  { caller, tools }: AdminRequest,
  requestedProfile: unknown,
  document: ScimConfig,
): Promise<{ readonly tenant: Tenant; readonly mistakes: readonly Mistake[] }> {
  const profile = typeof requestedProfile === 'string' ? requestedProfile : '';
  const mistakesOfProfile = unknownProfile(profile);
  const { mapping, ...withoutMapping } = document;
  // Of a profile that there is not, nothing is known that a mapping could change.
  const preview =
    mistakesOfProfile.length === 0
      ? { profile, config: document }
      : { profile: 'generic', config: withoutMapping };
  const open = async (checked: Preview) => (await tools.preview(caller, checked)).tenant;
  const { tenant, mistakes } = await tryPreview(open, preview);
  const broken = await brokenReferences(tenant);
  return {
    tenant,
    mistakes: [...mistakes, ...whateverTheMapping(broken, [...mistakes, ...mistakesOfProfile])],
  };
}

/** Checks a configuration; throws with every mistake, or returns its findings. */
async function check(request: AdminRequest): Promise<{ checked: Configuration; findings: string[] }> {
  const { body, bodyMistakes } = request;
  if (bodyMistakes.length > 0 && JSON.stringify(body).length > LIMITS.adminFullyChecked.max) {
    throw new DocumentError(bodyMistakes);
  }
  const requested = body as unknown as RequestedConfiguration;
  const { enabled, profile, config = { version: 1 } } = requested;
  const { result, mistakes } = attempt(() => readScimConfig(JSON.stringify(config)));
  const shapeMistakes = bodyMistakes.flatMap((mistake) => {
    const pointer = pointerInConfig(mistake);
    return pointer === undefined ? [] : [{ ...mistake, pointer }];
  });
  const document = result ?? soundConfig(isObject(config as unknown as Json) ? config : {}, shapeMistakes);
  const previewed = await previewOf(request, profile, document);
  const allMistakes = [
    ...bodyMistakes.filter((mistake) => pointerInConfig(mistake) === undefined),
    ...(typeof profile === 'string' ? unknownProfile(profile) : []),
    ...[...mistakes, ...previewed.mistakes].map(inBody),
  ];
  if (allMistakes.length > 0) throw new DocumentError(allMistakes);
  const { tenant } = previewed;
  const findings = [...tenant.findings, ...defaultGrantFindings(document, tenant.defaultGrants.grants)];
  return { checked: { enabled, profile, config: document }, findings: findings.map(formatFinding) };
}

/** Whether a request only switches SCIM off; that is allowed even if the stored configuration has mistakes. */
function onlySwitchesOff(was: Configuration, { body, bodyMistakes }: AdminRequest): boolean {
  const { enabled, profile, config = { version: 1 } } = body as unknown as RequestedConfiguration;
  return (
    bodyMistakes.length === 0 &&
    !enabled &&
    profile === was.profile &&
    equal(config as unknown as Json, was.config as unknown as Json)
  );
}

/** Replaces the configuration; returns findings about the new one, and what has changed. */
async function replace(request: AdminRequest): Promise<{ findings: string[]; changes: readonly string[] }> {
  const { caller, client, ifMatch } = request;
  if (ifMatch === undefined) {
    throw new Problem(
      'versionRequired',
      'Send If-Match with the ETag of the configuration that you replace, or *.',
    );
  }
  const current = versionOf(client.attributes);
  const etags = ifMatch.split(',').map((etag) => etag.trim().replace(/^W\//, ''));
  if (ifMatch.trim() !== '*' && !etags.includes(current)) {
    throw new Problem('versionMismatch', 'Read the configuration again, and make your change in that one.');
  }
  const write = async (attributes: Attributes): Promise<readonly string[]> => {
    await caller.setClientAttributes(client.id, attributes);
    return configurationChanges(client.attributes, { ...client.attributes, ...attributes });
  };
  if (onlySwitchesOff(configurationOf(client.attributes), request)) {
    return { findings: [], changes: await write({ [ATTRIBUTE.enabled]: 'false' }) };
  }
  const { checked, findings } = await check(request);
  const changes = await write({
    [ATTRIBUTE.enabled]: String(checked.enabled),
    [ATTRIBUTE.profile]: checked.profile,
    [ATTRIBUTE.config]: JSON.stringify({ ...checked.config, ...managedMembers(client.attributes) }),
  });
  return { findings, changes };
}

const FINDINGS = object({ findings: listOf({ type: 'string' }) });

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
        body: configurationOf(client.attributes),
        headers: { ETag: versionOf(client.attributes) },
      }),
  }),
  route('PUT /config', {
    operationId: 'replaceConfiguration',
    changes: true,
    summary: 'Replaces the configuration; in force with the next request.',
    rights: 'manage-clients, view-realm',
    body: CONFIGURATION,
    listsMistakes: true,
    conditional: true,
    answers: { 200: { description: 'Findings about the configuration.', schema: FINDINGS } },
    handle: async (request) => {
      const { profile } = request.body as unknown as Configuration;
      const { findings, changes } = await replace(request);
      const changesText = changes.length === 0 ? 'nothing in it is different' : changes.join(', ');
      return {
        status: 200,
        body: { findings },
        audit: `Configuration replaced, profile ${profile}: ${changesText}.`,
      };
    },
  }),
  route('POST /config/validation', {
    operationId: 'validateConfiguration',
    summary: 'Lists the mistakes and findings of a configuration; changes nothing.',
    rights: 'view-clients, view-realm',
    body: CONFIGURATION,
    listsMistakes: true,
    answers: {
      200: {
        description: 'The result.',
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
        const { findings } = await check(request);
        return { status: 200, body: { valid: true, mistakes: [], findings } };
      } catch (error) {
        const { code, mistakes } = toProblem(error);
        if (code !== 'invalidConfiguration') throw error;
        return { status: 200, body: { valid: false, mistakes, findings: [] } };
      }
    },
  }),
  route('GET /config/document', {
    operationId: 'exportConfiguration',
    summary: 'The realm as a document for "realm-config plan" and "apply", without secrets.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'The document; docs/reference/realm-documents.md describes it.',
        schema: { type: 'object' },
      },
    },
    handle: ({ realm, client }) =>
      Promise.resolve({ status: 200, body: exportRealm(realm, client.attributes) }),
  }),
  route('GET /mapping', {
    operationId: 'listMappingRows',
    summary: 'Where Keycloak keeps each SCIM attribute, and who says so.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'The rows of users and groups.',
        schema: object({ user: MAPPING_ROWS, group: MAPPING_ROWS }),
      },
    },
    handle: ({ client }) => {
      const { profile, config } = configurationOf(client.attributes);
      const { document } = readDocument(config.mapping ?? {}, ATTRIBUTE.config, '/mapping');
      return Promise.resolve({ status: 200, body: mappingRows(profile, client.mappers, document) });
    },
  }),
  route('GET /profiles', {
    operationId: 'listProfiles',
    beforeSetup: 'view-clients',
    summary: 'The available profiles.',
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
