import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  List,
  ListItem,
  PageSection,
} from '@patternfly/react-core';
import LockIcon from '@patternfly/react-icons/dist/esm/icons/lock-icon';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { AdminProblem } from '../api/adminApi.ts';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../api/sessionContext.ts';

/** The roles without which pages are of no use, and those with which they also change something. */
const ROLES = {
  see: 'view-clients, view-realm, view-users, view-events',
  change: 'manage-clients, manage-realm, manage-users',
} as const;

/** Says that the person may not see the realm, and what to ask an administrator for. */
function Stranger({ problem }: { readonly problem: AdminProblem }) {
  const { t } = useTranslation();
  const { realm = '' } = useParams();
  const session = useSession();
  const isHome = session.realm === realm;
  return (
    <PageSection>
      <EmptyState titleText={t('stranger.title', { realm })} headingLevel="h1" icon={LockIcon} variant="lg">
        <EmptyStateBody>
          <p>{t('stranger.signedInAs', { name: session.userName })}</p>
          <p>{t('stranger.ask')}</p>
          <List isPlain>
            <ListItem>{t('stranger.see', { roles: ROLES.see })}</ListItem>
            <ListItem>{t('stranger.change', { roles: ROLES.change })}</ListItem>
          </List>
        </EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button onClick={() => void session.signOut()}>{t('stranger.signOut')}</Button>
            {!isHome && <Link to="/">{t('shell.allRealms')}</Link>}
          </EmptyStateActions>
          <p lang="en">{problem.message}</p>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}

/** Lets those see the pages about a realm who may see the realm. */
export function RealmGate({ children }: { readonly children: ReactNode }) {
  const { error, data } = useRead('GET /');
  const isRefused = error instanceof AdminProblem && ['forbidden', 'notFound'].includes(error.code);
  return isRefused && data === undefined ? <Stranger problem={error} /> : children;
}
