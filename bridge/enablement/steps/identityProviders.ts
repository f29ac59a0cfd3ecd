import { planPart } from '../../keycloak/setup/part.ts';
import { ATTRIBUTE } from '../../tenants/config.ts';
import { DocumentError, type Mistake } from '../../../documents/mistake.ts';
import type { DeclaredIdentityProvider } from '../request/declared.ts';
import type { SetupStep, StepContext } from './step.ts';

/** Reads an identity provider that is only referred to, and returns the mistake if the realm has none of this alias. */
async function missingReference(
  { setup, realmExists = true }: StepContext,
  alias: string,
  at: number,
): Promise<Mistake[]> {
  const desired = { alias, kind: '', isPresent: true, members: {}, config: {} };
  const exists = realmExists && (await setup.parts.identityProvider.read(desired)) !== undefined;
  if (exists) return [];
  const sentence = `The realm has no identity provider "${alias}".`;
  const hint = 'With "kind" and "config" its document has it made.';
  const pointer = `/identityProviders/${at}/alias`;
  return [{ file: ATTRIBUTE.config, pointer, code: 'missing', sentence, hint }];
}

/** The plan for one identity provider that a document wants to be made or removed. */
async function planOne(
  { setup, realmExists }: StepContext,
  { alias, ensure = 'present', kind, config = {}, ...members }: DeclaredIdentityProvider,
) {
  const isPresent = ensure === 'present';
  const desired = { alias, kind: kind ?? '', isPresent, members, config };
  const plan = await planPart(setup.parts.identityProvider, desired, { realmExists: realmExists ?? true });
  const stays = !isPresent && plan.foreseen !== undefined && plan.changes.length === 0;
  return { ...plan, left: stays ? [`identity provider ${alias} (not made by realm-config)`] : [] };
}

/** Makes, changes and removes the identity providers that a document declares; those without a kind must be there. */
export const identityProviders: SetupStep = {
  name: 'identity providers',
  async plan(context) {
    const { identityProviders: all = [] } = context.options;
    if (all.length === 0) return undefined;
    const isReference = ({ kind, ensure }: DeclaredIdentityProvider) =>
      kind === undefined && ensure !== 'absent';
    const mistakes = await Promise.all(
      all.map(async (provider, at) =>
        isReference(provider) ? missingReference(context, provider.alias, at) : [],
      ),
    );
    if (mistakes.flat().length > 0) throw new DocumentError(mistakes.flat());
    const plans = await Promise.all(
      all.filter((provider) => !isReference(provider)).map((provider) => planOne(context, provider)),
    );
    return {
      changes: plans.flatMap(({ changes }) => changes),
      left: plans.flatMap(({ left }) => left),
      foreseen: {},
      async apply() {
        for (const { apply } of plans) await apply();
        return {
          lines: plans.flatMap(({ changes }) =>
            changes.map(({ object, outcome }) => [object, outcome] as const),
          ),
        };
      },
    };
  },
};
