import { createToken } from '../../../bridge/credentials/static/createToken.ts';
import { ATTRIBUTE, readStoredConfig, readTenantConfig } from '../../../bridge/tenants/config.ts';
import { additionOf, isUsable, revocationOf } from '../../../bridge/tenants/tokens.ts';
import { lifecycleChanges, nextRevision } from '../../model/configuration.ts';
import { endpointAttributes } from './endpointAttributes.ts';
import { endpointClientOf, step, type ReportLine, type StepContext } from './step.ts';

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
  const tokens = readTenantConfig(attributes).tokens.filter((token) => isUsable(token));
  const revokesTokens = options.newToken === true && tokens.length > 0;
  const acceptsTokens = config.authentication?.staticTokens !== false;
  const needsToken = acceptsTokens && (tokens.length === 0 || revokesTokens);
  const created = needsToken ? createToken(setup.name, options) : undefined;
  const { indexed } = profile.user.mapping;
  return {
    attributes: {
      [ATTRIBUTE.enabled]: 'true',
      [ATTRIBUTE.profile]: profile.name,
      [ATTRIBUTE.config]: nextRevision(attributes[ATTRIBUTE.config], { ...config, indexed }),
      ...(created === undefined ? {} : additionOf(created)),
      ...(revokesTokens ? revocationOf(tokens.map(({ id }) => id)) : {}),
    },
    token: created?.token,
    revokesTokens,
  };
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

/** Stores the realm's configuration, and creates its static token if it needs one. */
export const configuration = step({
  name: 'SCIM configuration',
  part: endpointAttributes,
  desired: desiredConfiguration,
  results: ({ desired }) => ({ token: desired.token }),
  report: ({ desired, outcome }, context) => [
    [`SCIM configuration, profile ${context.desired.profile.name}`, outcome],
    ...lifecycleLines(context),
    [
      desired.revokesTokens ? 'static token, the old one is revoked' : 'static token',
      desired.token === undefined ? 'kept' : 'created',
    ],
  ],
});
