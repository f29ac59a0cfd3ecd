import { message } from '../../../documents/text.ts';
import type { Finding } from '../../../mappers/finding.ts';
import { PRESET_NAMES, findPreset } from '../../../mappers/document/presets.ts';
import { readDocument } from '../../../mappers/document/readDocument.ts';
import { mappingRows } from '../../../mappers/mappingRows.ts';
import { equal, type Json } from '../../../scim/json.ts';
import { ATTRIBUTE, readStoredConfig } from '../../tenants/config.ts';
import { CONSOLE_CLIENT } from '../../enablement/consoleClient.ts';
import { exportRealm } from '../../enablement/realmExport.ts';
import { configurationChanges } from '../../tenants/configurationChanges.ts';
import { checkConfiguration, managedMembers, type RequestedConfiguration } from '../configurationCheck.ts';
import type { Configuration } from '../contract.ts';
import { FINDINGS, findingsBody } from '../findings.ts';
import { Problem, toProblem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { CONFIGURATION, listOf, MAPPING_OVERVIEW, MISTAKE, object } from '../schemas.ts';
import { refuseOtherVersion, versionOf } from '../version.ts';

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
async function replace(
  request: AdminRequest,
): Promise<{ findings: readonly Finding[]; changes: readonly string[] }> {
  const { caller, client, ifMatch } = request;
  if (ifMatch === undefined) {
    throw new Problem(
      'versionRequired',
      'Send If-Match with the ETag of the configuration that you replace, or *.',
    );
  }
  refuseOtherVersion(request);
  const write = async (attributes: Attributes): Promise<readonly string[]> => {
    await caller.setClientAttributes(client.id, attributes);
    return configurationChanges(client.attributes, { ...client.attributes, ...attributes });
  };
  if (onlySwitchesOff(configurationOf(client.attributes), request)) {
    return { findings: [], changes: await write({ [ATTRIBUTE.enabled]: 'false' }) };
  }
  const requested = request.body as unknown as RequestedConfiguration;
  const { document, findings } = await checkConfiguration(request, requested);
  const changes = await write({
    [ATTRIBUTE.enabled]: String(requested.enabled),
    [ATTRIBUTE.profile]: requested.profile,
    [ATTRIBUTE.config]: JSON.stringify({ ...document, ...managedMembers(client.attributes) }),
  });
  return { findings, changes };
}

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
    conditional: 'always',
    answers: { 200: { description: 'Findings about the configuration.', schema: object(FINDINGS) } },
    handle: async (request) => {
      const { profile } = request.body as unknown as Configuration;
      const { findings, changes } = await replace(request);
      return {
        status: 200,
        body: findingsBody(findings),
        audit:
          changes.length === 0
            ? message('Configuration replaced, profile {profile}: nothing in it is different.', { profile })
            : message('Configuration replaced, profile {profile}: {changes}.', { profile, changes }),
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
        schema: object({
          valid: { type: 'boolean' },
          mistakes: listOf(MISTAKE),
          ...FINDINGS,
        }),
      },
    },
    handle: async (request) => {
      try {
        const requested = request.body as unknown as RequestedConfiguration;
        const { findings } = await checkConfiguration(request, requested);
        return { status: 200, body: { valid: true, mistakes: [], ...findingsBody(findings) } };
      } catch (error) {
        const { code, mistakes } = toProblem(error);
        if (code !== 'invalidConfiguration') throw error;
        return { status: 200, body: { valid: false, mistakes, ...findingsBody([]) } };
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
    handle: async ({ realm, caller, client }) => {
      const console = await caller.realm.client(CONSOLE_CLIENT.clientId);
      return { status: 200, body: exportRealm(realm, client.attributes, console) };
    },
  }),
  route('GET /mapping', {
    operationId: 'listMappingRows',
    summary: 'Where Keycloak keeps each SCIM attribute, and who says so.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'The rows of users and groups, what the mapping inherits besides, and every quirk.',
        schema: MAPPING_OVERVIEW,
      },
    },
    handle: ({ client, tools }) => {
      const { profile, config } = configurationOf(client.attributes);
      const { document } = readDocument(config.mapping ?? {}, ATTRIBUTE.config, '/mapping');
      const quirks = [...tools.quirks.values()].map(({ name, meaning, wire }) => ({ name, meaning, wire }));
      const body = { ...mappingRows(profile, client.mappers, document), quirks };
      return Promise.resolve({ status: 200, body });
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
