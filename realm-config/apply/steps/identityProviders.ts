import { planPart } from '../../../bridge/keycloak/setup/part.ts';
import type { DeclaredIdentityProvider } from '../../model/declared.ts';
import type { SetupStep, StepContext } from './step.ts';

/** The plan for one identity provider that a document wants to be made or removed. */
function planOne(
  { setup, realmExists }: StepContext,
  { alias, ensure = 'present', kind, config = {}, ...members }: DeclaredIdentityProvider,
) {
  const isPresent = ensure === 'present';
  const desired = { alias, kind: kind ?? '', isPresent, members, config };
  return planPart(setup.parts.identityProvider, desired, { realmExists: realmExists ?? true });
}

/** Makes, changes and removes the identity providers that a document declares; those without a kind are only referred to. */
export const identityProviders: SetupStep = {
  name: 'identity providers',
  async plan(context) {
    const declared = (context.options.identityProviders ?? []).filter(
      ({ kind, ensure }) => kind !== undefined || ensure === 'absent',
    );
    if (declared.length === 0) return undefined;
    const plans = await Promise.all(declared.map((provider) => planOne(context, provider)));
    return {
      changes: plans.flatMap(({ changes }) => changes),
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
