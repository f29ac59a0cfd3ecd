import { EmptyState, EmptyStateActions, EmptyStateBody } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Alert } from '../patternfly/Alert.tsx';
import { ReloadButton } from './ReloadButton.tsx';

/** Says why nobody can sign in here, and what to do. */
export function SignInFailed({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  return (
    <EmptyState titleText={t('signIn.failed')} headingLevel="h1">
      <EmptyStateBody>
        {isSecureContext ? t('signIn.failedHint') : t('signIn.insecure', { origin: location.origin })}
        <Alert variant="danger" isInline isPlain title={error.message || String(error)} />
      </EmptyStateBody>
      <EmptyStateActions>
        <ReloadButton />
      </EmptyStateActions>
    </EmptyState>
  );
}
