import { message } from '../../documents/text.ts';
import type { Finding } from '../../mappers/finding.ts';
import { PRESET_NAMES } from '../../mappers/document/presets.ts';
import { attempt, DocumentError, type Mistake } from '../../documents/mistake.ts';
import { isObject, type Json } from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import { ATTRIBUTE, readScimConfig, readStoredConfig, type ScimConfig } from '../tenants/config.ts';
import { tryPreview, type Preview } from '../tenants/preview.ts';
import { brokenReferences, whateverTheMapping } from '../tenants/references/checkReferences.ts';
import { defaultGrantFindings } from '../tenants/references/defaultGrants.ts';
import { soundConfig } from '../tenants/soundConfig.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Configuration } from './contract.ts';
import type { AdminRequest } from './route.ts';

/** A configuration in a request. */
export type RequestedConfiguration = Pick<Configuration, 'enabled' | 'profile'> & Partial<Configuration>;

/** The members that the bridge manages itself, with the next revision. */
export function managedMembers(
  attributes: Readonly<Record<string, string>>,
): Pick<ScimConfig, 'indexed' | 'revision'> {
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
export const pointerInConfig = ({ pointer }: Mistake): string | undefined =>
  /^\/config(\/.*|)$/.exec(pointer)?.[1];

/** Lists the mistake if no profile has this name. */
function unknownProfile(profile: string): Mistake[] {
  if (PRESET_NAMES.includes(profile)) return [];
  const sentence = message('There is no profile "{name}".', { name: profile });
  const hint = message('There is {names}.', { names: PRESET_NAMES });
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
  // A mapping changes a profile: without one, nothing can be compiled.
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

/**
 * Checks a profile and the document that is the member `config` of the body; throws with every mistake in the body, or
 * returns the checked document and its findings.
 */
export async function checkConfiguration(
  request: AdminRequest,
  { profile, config = { version: 1 } }: Pick<RequestedConfiguration, 'profile' | 'config'>,
): Promise<{ document: ScimConfig; findings: readonly Finding[] }> {
  const { body, bodyMistakes } = request;
  if (bodyMistakes.length > 0 && JSON.stringify(body).length > LIMITS.adminFullyChecked.max) {
    throw new DocumentError(bodyMistakes);
  }
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
  return { document, findings };
}
