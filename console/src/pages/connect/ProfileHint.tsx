import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setupRightOf } from '../../api/caller.ts';
import { useChange } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { PROVIDERS } from './providers.ts';
import type { StepProps } from './stepProps.ts';

/** Says that another profile is made for the provider, changes to it on demand, and back. */
export function ProfileHint({ status, instructions: { provider, title } }: StepProps) {
  const { t } = useTranslation();
  const enabling = useChange('POST /enable');
  const [before, setBefore] = useState<string>();
  const profile = PROVIDERS.find(({ name }) => name === provider)?.profile ?? status.profile;
  const isChanged = profile === status.profile;
  if (isChanged && before === undefined) return null;
  const other = isChanged ? (before ?? profile) : profile;
  return (
    <Alert
      variant={isChanged ? 'success' : 'warning'}
      isInline
      isLiveRegion
      title={t(isChanged ? 'connect.profile.changed' : 'connect.profile', { profile, provider: title })}
      actionLinks={
        <GuardedButton
          right={setupRightOf(status.caller)}
          variant="secondary"
          isLoading={enabling.isPending}
          isDisabled={enabling.isPending}
          onClick={() => {
            setBefore(status.profile);
            enabling.mutate({ body: { profile: other } });
          }}
        >
          {t(isChanged ? 'connect.profile.back' : 'connect.profile.take', { profile: other })}
        </GuardedButton>
      }
    >
      {!isChanged && t('connect.profile.now', { profile: status.profile })}
      {enabling.error !== null && <ProblemAlert error={enabling.error} />}
    </Alert>
  );
}
