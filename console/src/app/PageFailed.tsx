import { EmptyState, EmptyStateActions, EmptyStateBody, PageSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ReloadButton } from '../shell/ReloadButton.tsx';

/** Stands in for a page that is not there or has failed. */
export function PageFailed() {
  const { t } = useTranslation();
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <PageSection>
      <EmptyState titleText={t(isMissing ? 'page.missing' : 'page.failed')} headingLevel="h1">
        <EmptyStateBody>{isMissing ? t('page.missingHint') : (error as Error).message}</EmptyStateBody>
        <EmptyStateActions>
          <ReloadButton />
        </EmptyStateActions>
      </EmptyState>
    </PageSection>
  );
}
