import { Alert } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../api/hooks.ts';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { PROVIDERS } from './providers.ts';
import type { StepProps } from './stepProps.ts';

/** Says that another profile is made for the provider, and changes to it on demand. */
export function ProfileHint({ status, instructions: { provider, title } }: StepProps) {
  const { t } = useTranslation();
  const enabling = useChange('POST /enable');
  const profile = PROVIDERS.find(({ name }) => name === provider)?.profile ?? status.profile;
  if (profile === status.profile) return null;
  return (
    <Alert
      variant="warning"
      isInline
      title={t('connect.profile', { profile, provider: title })}
      actionLinks={
        <GuardedButton
          right="manage-clients"
          variant="link"
          isInline
          isLoading={enabling.isPending}
          onClick={() => {
            enabling.mutate({ body: { profile } });
          }}
        >
          {t('connect.profile.take', { profile })}
        </GuardedButton>
      }
    >
      {t('connect.profile.now', { profile: status.profile })}
      {enabling.error !== null && <ProblemAlert error={enabling.error} />}
    </Alert>
  );
}
