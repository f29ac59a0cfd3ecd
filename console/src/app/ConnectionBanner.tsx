import { AlertActionLink, PageSection } from '@patternfly/react-core';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminProblem } from '../api/adminApi.ts';
import { SessionEnded } from '../shell/session.ts';
import { useSession } from '../api/sessionContext.ts';
import { Alert } from '../patternfly/Alert.tsx';

/** What keeps the page from the bridge. */
type Obstacle = 'sessionEnded' | 'unreachable';

function obstacleOf(error: unknown): Obstacle | undefined {
  if (error instanceof SessionEnded) return 'sessionEnded';
  if (!(error instanceof AdminProblem)) return undefined;
  if (error.code === 'unauthorized') return 'sessionEnded';
  return error.code === 'unreachable' ? 'unreachable' : undefined;
}

/** Watches every request of the pages. */
function useObstacle(): [Obstacle | undefined, (obstacle: undefined) => void] {
  const queries = useQueryClient();
  const [obstacle, setObstacle] = useState<Obstacle>();
  useEffect(() => {
    const note = (state: { status: string; error: unknown }): void => {
      if (state.status === 'error') setObstacle((before) => obstacleOf(state.error) ?? before);
      else if (state.status === 'success') setObstacle(undefined);
    };
    const endings = [
      queries.getQueryCache().subscribe((event) => {
        if (event.type === 'updated') note(event.query.state);
      }),
      queries.getMutationCache().subscribe((event) => {
        if (event.type === 'updated') note(event.mutation.state);
      }),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [queries]);
  return [obstacle, setObstacle];
}

/** Says that the session has ended or the bridge is out of reach, above a page that stays as it is. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const session = useSession();
  const queries = useQueryClient();
  const isFetching = useIsFetching() > 0;
  const [obstacle, setObstacle] = useObstacle();
  if (obstacle === undefined) return null;
  const retry = (): void => {
    setObstacle(undefined);
    void queries.invalidateQueries();
  };
  return (
    <PageSection>
      <Alert
        variant="warning"
        isInline
        isLiveRegion
        title={t(`connection.${obstacle}`)}
        actionLinks={
          <AlertActionLink
            isDisabled={isFetching}
            onClick={() => {
              if (obstacle === 'unreachable') retry();
              else void session.signInAgain().then(retry);
            }}
          >
            {t(obstacle === 'unreachable' ? 'action.tryAgain' : 'action.signInAgain')}
          </AlertActionLink>
        }
      >
        {t('connection.nothingLost')}
      </Alert>
    </PageSection>
  );
}
