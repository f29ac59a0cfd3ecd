import { createToken } from '../../../bridge/credentials/static/createToken.ts';
import { ATTRIBUTE, readStoredConfig, readTenantConfig } from '../../../bridge/tenants/config.ts';
import { configurationChanges } from '../../../bridge/tenants/configurationChanges.ts';
import {
  additionOf,
  forgettable,
  isUsable,
  removalOf,
  revocationOf,
} from '../../../bridge/tenants/tokens.ts';
import { azureTenantOf, lifecycleChanges, nextRevision } from '../../model/configuration.ts';
import { endpointAttributes } from './endpointAttributes.ts';
import { endpointClientOf, step, type ReportLine, type StepContext } from './step.ts';

/** The name of a static token that the command line does not name. */
const FIRST_LABEL = 'first token';

/** The attributes that are the realm's configuration, and what they do to its static tokens. */
interface DesiredConfiguration {
  readonly attributes: Readonly<Record<string, string>>;
  /** The static token that is created; `undefined` if none is. */
  readonly token: string | undefined;
  readonly revokesTokens: boolean;
}

function desiredConfiguration(context: StepContext): DesiredConfiguration {
  const { setup, desired, options } = context;
  const { attributes } = endpointClientOf(context);
  const { profile, config } = desired;
  const allTokens = readTenantConfig(attributes).tokens;
  const tokens = allTokens.filter((token) => isUsable(token));
  const revokesTokens = options.newToken === true && tokens.length > 0;
  const acceptsTokens = config.authentication?.staticTokens !== false;
  const needsToken = acceptsTokens && (tokens.length === 0 || revokesTokens);
  const created = needsToken
    ? createToken(setup.name, { ...options, label: options.label ?? FIRST_LABEL })
    : undefined;
  const { indexed } = profile.user.mapping;
  return {
    attributes: {
      [ATTRIBUTE.enabled]: 'true',
      [ATTRIBUTE.profile]: profile.name,
      [ATTRIBUTE.config]: nextRevision(attributes[ATTRIBUTE.config], { ...config, indexed }),
      ...(created === undefined ? {} : { ...removalOf(forgettable(allTokens)), ...additionOf(created) }),
      ...(revokesTokens ? revocationOf(tokens.map(({ id }) => id)) : {}),
    },
    token: created?.token,
    revokesTokens,
  };
}

/** What differs between the configuration that the realm had and the desired one. */
function changesOf(desired: DesiredConfiguration, context: StepContext): readonly string[] {
  const { attributes } = endpointClientOf(context);
  return configurationChanges(attributes, { ...attributes, ...desired.attributes });
}

/** A line for each lifecycle rule that the command line asked to change. */
function lifecycleLines(context: StepContext): ReportLine[] {
  const { config } = context.desired;
  const stored = readStoredConfig(endpointClientOf(context).attributes[ATTRIBUTE.config]);
  return lifecycleChanges(context.options).map((member) => {
    const rule = config[member];
    const text = typeof rule === 'string' ? ` ${rule}` : rule === undefined ? ', none' : '';
    const isKept = JSON.stringify(stored[member]) === JSON.stringify(rule);
    return [`${member}${text}`, isKept ? 'kept' : 'changed'];
  });
}

/** What the trust in a tenant of Entra ID becomes; a realm trusts one at most. */
function tenantText(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return before === undefined ? 'none' : `${before} no longer trusted`;
  return before === undefined || before === after ? after : `${after} instead of ${before}`;
}

/** A line for each kind of credential that the command line asked to accept or to refuse. */
function credentialLines(context: StepContext): ReportLine[] {
  const { options, desired } = context;
  const stored = readStoredConfig(endpointClientOf(context).attributes[ATTRIBUTE.config]).authentication;
  const { authentication } = desired.config;
  const [before, after] = [azureTenantOf(stored), azureTenantOf(authentication)];
  const isAccepted = authentication?.remoteToken !== undefined;
  const wasAccepted = stored?.remoteToken !== undefined;
  return [
    ...(options.azureTenant === undefined
      ? []
      : [[`Entra ID tenant ${tenantText(before, after)}`, before === after ? 'kept' : 'changed'] as const]),
    ...(options.remoteToken === undefined
      ? []
      : [
          [
            `tokens of the token endpoint ${isAccepted ? 'accepted' : 'not accepted'}`,
            isAccepted === wasAccepted ? 'kept' : 'changed',
          ] as const,
        ]),
  ];
}

/** Stores the realm's configuration, and creates its static token if it needs one. */
export const configuration = step({
  name: 'SCIM configuration',
  part: endpointAttributes,
  desired: desiredConfiguration,
  results: ({ desired }) => ({ token: desired.token }),
  report: ({ desired, outcome }, context) => [
    [`SCIM configuration, profile ${context.desired.profile.name}`, outcome, changesOf(desired, context)],
    ...credentialLines(context),
    ...lifecycleLines(context),
    [
      desired.revokesTokens ? 'static token, the old one is revoked' : 'static token',
      desired.token === undefined ? 'kept' : 'created',
    ],
  ],
});
