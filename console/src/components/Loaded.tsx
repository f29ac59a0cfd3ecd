import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert.tsx';

/** Shows what was read, or that it is still being read, or why it could not be. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isPending'>;
  readonly children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  // What was read before stays in sight while it cannot be read again: the banner of the frame says so.
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return (
      <ProblemAlert error={query.error}>
        <Button variant="link" isInline onClick={() => void query.refetch()}>
          {t('action.tryAgain')}
        </Button>
      </ProblemAlert>
    );
  }
  return (
    <div role="status" aria-label={t('page.loading')}>
      <Skeleton width="60%" /> <br /> <Skeleton width="80%" /> <br /> <Skeleton width="40%" />
    </div>
  );
}

/** Says that there is nothing yet, and what to do about it. */
export function Empty({
  title,
  children,
  actions,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <EmptyState titleText={title} headingLevel="h2" variant="sm">
      {children !== undefined && <EmptyStateBody>{children}</EmptyStateBody>}
      {actions !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>{actions}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
