import { Wizard, WizardStep } from '@patternfly/react-core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { NewToken, RealmStatus } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { AssignStep } from './AssignStep.tsx';
import { chosenOf, credentialIdOf, missingAfter, takesToken } from './connection.ts';
import { CredentialStep } from './CredentialStep.tsx';
import { DoneStep } from './DoneStep.tsx';
import { LiveStep } from './LiveStep.tsx';
import { ProviderStep } from './ProviderStep.tsx';
import type { StepProps } from './stepProps.ts';
import { useWizard } from './useWizard.ts';
import { ValuesStep } from './ValuesStep.tsx';
import { StepFooter } from './StepFooter.tsx';
import { useTokenEnd } from './useTokenEnd.ts';
import { STEPS, type StepName, type WizardState } from './wizardState.ts';

/** What each step shows. */
const CONTENTS: Readonly<Record<StepName, (props: StepProps) => ReactNode>> = {
  provider: ProviderStep,
  credential: CredentialStep,
  values: ValuesStep,
  live: LiveStep,
  assign: AssignStep,
  done: DoneStep,
};

/** Sends the wizard of PatternFly to a step, which only goes by itself: with another number of beginnings it begins anew there. */
function useGoTo(change: (to: Partial<WizardState>) => void) {
  const [beginnings, setBeginnings] = useState(0);
  const goTo = (to: Partial<WizardState>): void => {
    change(to);
    setBeginnings((before) => before + 1);
  };
  return [beginnings, goTo] as const;
}

/** Lets the toggle of the steps be called after the step that it shows: PatternFly calls it "Wizard toggle". */
function nameToggle(wizard: HTMLElement | null): void {
  wizard?.querySelector('.pf-v6-c-wizard__toggle')?.removeAttribute('aria-label');
}

/** The steps of the wizard; a new token stays in memory until it was stored, and never comes into the address. */
export function ConnectWizard({ status }: { readonly status: RealmStatus }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [state, change, forget] = useWizard();
  const [newToken, setNewToken] = useState<NewToken>();
  const { provider, step } = state;
  const reading = useRead(
    'GET /connection/{provider}',
    { params: { provider } },
    { enabled: provider !== '' },
  );
  const instructions = provider === '' ? undefined : reading.data?.body;
  const chosen = instructions === undefined ? undefined : chosenOf(instructions, state);
  const credential = chosen === undefined ? '' : credentialIdOf(chosen.method, state, status);
  const isReady = chosen?.method.accepted === true && (!takesToken(chosen.method) || state.token !== '');
  const [beginnings, goTo] = useGoTo(change);
  const token = chosen !== undefined && takesToken(chosen.method) ? state.token : '';
  const [ended, setEnded] = useState<{ readonly provider: string; readonly token: string }>();
  useTokenEnd(token, newToken, () => {
    setEnded({ provider, token });
    setNewToken(undefined);
    goTo({ token: '', ...(STEPS.indexOf(step) > 1 ? { step: 'credential' } : {}) });
  });
  const endedToken = ended?.provider === provider && state.token === '' ? ended.token : undefined;
  // Another provider may have been given another token since.
  const shownToken = newToken?.id === state.token ? newToken : undefined;
  const context = { status, state, change, goTo, newToken: shownToken, setNewToken, endedToken, credential };

  return (
    <div key={beginnings} ref={nameToggle}>
      <Wizard
        navAriaLabel={t('connect.steps')}
        startIndex={STEPS.indexOf(step) + 1}
        isPlain
        className="scim-wizard"
        shouldFocusContent
        onStepChange={(_event, { id }) => {
          change({ step: id as StepName });
        }}
        onSave={() => {
          forget();
          void navigate('../log');
        }}
      >
        {STEPS.map((name, at) => {
          const Step = CONTENTS[name];
          return (
            <WizardStep
              key={name}
              id={name}
              name={t(`connect.step.${name}`)}
              isDisabled={(at > 0 && provider === '') || (at > 1 && !isReady)}
              footer={
                <StepFooter
                  isFirst={at === 0}
                  isLast={at === STEPS.length - 1}
                  missing={missingAfter(name, state, chosen?.method)}
                />
              }
            >
              {name === 'provider' ? (
                <ProviderStep {...context} />
              ) : (
                <Loaded query={reading}>
                  {({ body }) => {
                    const choice = chosenOf(body, state);
                    return choice === undefined ? null : (
                      <Step {...context} instructions={body} {...choice} />
                    );
                  }}
                </Loaded>
              )}
            </WizardStep>
          );
        })}
      </Wizard>
    </div>
  );
}
