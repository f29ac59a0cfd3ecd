import { ISSUER_SHORTCUTS } from '../../../providers/issuers/shortcuts.ts';
import { ATTRIBUTE, readStoredConfig, readTenantConfig, SCIM_CLIENT_ID } from '../../tenants/config.ts';
import { configurationChanges, configurationDifferences } from '../../tenants/configurationChanges.ts';
import { additionOf, forgettable, removalOf, replacementOf, revocationOf } from '../../tenants/tokens.ts';
import type { Change, DescribedChange, FieldChange, RealmPart } from '../../keycloak/setup/part.ts';
import { lifecycleChanges, nextRevision, trustedValue } from '../request/changedConfiguration.ts';
import { LIFECYCLE_MEMBERS } from '../request/lifecycle.ts';
import { endpointAttributes, type Attributes } from './endpointAttributes.ts';
import { ChangedMeanwhileError } from '../setupError.ts';
import type { IssuedToken } from '../request/setupRequest.ts';
import { endpointClientOf, step, type ReportLine, type StepContext } from './step.ts';
import { tokenChanges, type TokenChanges } from './tokens.ts';

/** The attributes that are the realm's configuration, and what they do to its static tokens. */
interface DesiredConfiguration {
  readonly attributes: Attributes;
  readonly tokens: TokenChanges;
}

/** The static tokens that a step creates, as the operator gets them. */
const issuedTokens = ({ created }: TokenChanges): IssuedToken[] =>
  created.map(({ id, token, record: { label } }) => ({ id, label, token }));

/** Several sets of attributes as one. */
const merged = (sets: readonly Attributes[]): Attributes =>
  Object.fromEntries(sets.flatMap((attributes) => Object.entries(attributes)));

function desiredConfiguration(context: StepContext): DesiredConfiguration {
  const { setup, desired, options } = context;
  const { attributes } = endpointClientOf(context);
  const { profile, config } = desired;
  const allTokens = readTenantConfig(attributes).tokens;
  const acceptsTokens = config.authentication?.staticTokens !== false;
  // A realm that accepts no static tokens now may accept them again later, so absent ones are revoked all the same.
  const declared = acceptsTokens
    ? options.tokens
    : (options.tokens ?? []).filter(({ ensure }) => ensure === 'absent');
  const tokens = tokenChanges(setup.name, allTokens, { ...options, tokens: declared });
  const { indexed } = profile.user.mapping;
  return {
    attributes: {
      [ATTRIBUTE.enabled]: String(options.enabled ?? true),
      [ATTRIBUTE.profile]: profile.name,
      [ATTRIBUTE.config]: nextRevision(attributes[ATTRIBUTE.config], { ...config, indexed }),
      ...(tokens.created.length === 0 ? {} : removalOf(forgettable(allTokens))),
      ...merged(tokens.created.map(additionOf)),
      ...merged(tokens.changed.map(({ token }) => replacementOf(token))),
      ...revocationOf(tokens.revoked.map(({ id }) => id)),
    },
    tokens,
  };
}

/** What differs between the configuration that the realm had and the desired one. */
function changesOf(desired: DesiredConfiguration, context: StepContext): readonly string[] {
  const { attributes } = endpointClientOf(context);
  return [
    ...configurationChanges(attributes, { ...attributes, ...desired.attributes }),
    ...desired.tokens.changed.flatMap(({ token: { label }, fields }) =>
      fields.map(
        ({ field, from = 'none', to }) => `token "${label}", ${field}: ${String(from)} -> ${String(to)}`,
      ),
    ),
  ];
}

/** The name of a member of the configuration as documents have it: lifecycle rules stand in a member of their own. */
const documentPath = (path: string): string =>
  LIFECYCLE_MEMBERS.some(
    (name) => path === name || (/^[.[]/.test(path.slice(name.length)) && path.startsWith(name)),
  )
    ? `lifecycle.${path}`
    : path;

/** A change of the configuration in words: its members one by one, its tokens by their names. */
function describeConfiguration(
  { attributes, tokens }: DesiredConfiguration,
  changed: readonly FieldChange[],
  actual: Attributes,
): Change {
  const isNew = actual[ATTRIBUTE.config] === undefined;
  const fields = configurationDifferences(isNew ? {} : actual, attributes).map(({ path, ...values }) => ({
    field: documentPath(path),
    ...values,
  }));
  const ofConfiguration: DescribedChange[] = changed.some(
    ({ field }) => !/^scim\.(token|revoked)\./.test(field),
  )
    ? [{ outcome: isNew ? 'created' : 'changed', object: 'SCIM configuration', fields }]
    : [];
  const ofTokens = (labels: readonly string[], outcome: DescribedChange['outcome']): DescribedChange[] =>
    labels.map((label) => ({ outcome, object: `token "${label}"` }));
  const [first, ...besides] = [
    ...ofConfiguration,
    ...ofTokens(
      tokens.revoked.map(({ label }) => label),
      'removed',
    ),
    ...tokens.changed.map(({ token: { label }, fields: changes }): DescribedChange => ({
      outcome: 'changed',
      object: `token "${label}"`,
      fields: changes,
    })),
    ...ofTokens(
      tokens.created.map(({ record: { label } }) => label),
      'created',
    ),
  ];
  return { ...(first ?? { outcome: 'changed', object: 'SCIM configuration' }), besides };
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

/** What the trust in an issuer by one value becomes; a realm trusts one of a kind at most. */
function trustText(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return before === undefined ? 'none' : `${before} no longer trusted`;
  return before === undefined || before === after ? after : `${after} instead of ${before}`;
}

/** A line for each kind of credential that the command line asked to accept or to refuse. */
function credentialLines(context: StepContext): ReportLine[] {
  const { options, desired } = context;
  const stored = readStoredConfig(endpointClientOf(context).attributes[ATTRIBUTE.config]).authentication;
  const { authentication } = desired.config;
  const isAccepted = authentication?.remoteToken !== undefined;
  const wasAccepted = stored?.remoteToken !== undefined;
  return [
    ...ISSUER_SHORTCUTS.filter(({ name }) => options[name] !== undefined).map((shortcut): ReportLine => {
      const [before, after] = [trustedValue(shortcut, stored), trustedValue(shortcut, authentication)];
      return [`${shortcut.title} ${trustText(before, after)}`, before === after ? 'kept' : 'changed'];
    }),
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

/** Throws if somebody changed the configuration since it was read: the sweep over the users takes minutes in a large realm. */
async function refuseIfChanged({ setup, desired: { attributesBefore } }: StepContext): Promise<void> {
  const { attributes = {} } = (await setup.clientNow(SCIM_CLIENT_ID)) ?? {};
  const isSame = [ATTRIBUTE.enabled, ATTRIBUTE.profile, ATTRIBUTE.config].every(
    (name) => (attributes[name] ?? '') === (attributesBefore[name] ?? ''),
  );
  if (!isSame) throw new ChangedMeanwhileError(setup.name);
}

/**
 * Has the realm accept tokens that were handed over, although the configuration could not be stored: another run that
 * writes it at the same moment makes Keycloak refuse it, and a repetition would find the other run's token of that label.
 */
async function keepDelivered(context: StepContext, { created }: TokenChanges): Promise<void> {
  const { id } = endpointClientOf(context);
  if (created.length === 0 || id === undefined) return;
  await context.setup.setClientAttributes(id, merged(created.map(additionOf))).catch(() => undefined);
}

/** The part that is the realm's configuration; new tokens are handed over before the realm accepts them. */
const configurationPart = (
  context: StepContext,
): RealmPart<DesiredConfiguration, Attributes, Change & DesiredConfiguration> => {
  const part = endpointAttributes(context);
  return {
    ...part,
    diff(desired, actual) {
      const [change] = part.diff(desired, actual);
      return change === undefined
        ? []
        : [{ ...describeConfiguration(desired, change.fields ?? [], actual), ...desired }];
    },
    async apply(change) {
      await refuseIfChanged(context);
      for (const token of issuedTokens(change.tokens))
        await context.options.deliver?.(token, context.desired.scimUrls[0] ?? '');
      try {
        await part.apply(change);
      } catch (error) {
        await keepDelivered(context, change.tokens);
        throw error;
      }
    },
  };
};

/** Stores the realm's configuration, and creates the static tokens that it needs. */
export const configuration = step({
  name: 'SCIM configuration',
  part: configurationPart,
  desired: desiredConfiguration,
  results: ({ desired: { tokens } }) => ({ tokens: issuedTokens(tokens) }),
  report: ({ desired, outcome }, context) => [
    [`SCIM configuration, profile ${context.desired.profile.name}`, outcome, changesOf(desired, context)],
    ...credentialLines(context),
    ...lifecycleLines(context),
    [
      desired.tokens.revoked.length > 0 ? 'static token, the old one is revoked' : 'static token',
      desired.tokens.created.length === 0 ? 'kept' : 'created',
    ],
  ],
});
