import { ActionGroup, Button } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { FindingAlerts } from '../components/FindingAlerts.tsx';
import { GuardedButton } from '../components/GuardedButton.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { ConflictView } from './ConflictView.tsx';
import { LeaveGuard } from './LeaveGuard.tsx';
import type { Editing } from './useConfiguration.ts';

/** Saves or reverts what was typed, and says what came of it. */
export function SaveBar({
  editing,
  isUnreadable = false,
  guardsLeaving = true,
}: {
  readonly editing: Editing;
  /** Whether what was typed cannot be read, and so not be saved. */
  readonly isUnreadable?: boolean;
  /** Whether to ask before the page is left; a page that shows this bar at times only asks by itself. */
  readonly guardsLeaving?: boolean;
}) {
  const { t } = useTranslation();
  const { error, findings, isChanged, conflict, isSaved, isMerged, isSaving } = editing;
  return (
    <>
      {guardsLeaving && <LeaveGuard isChanged={isChanged} />}
      {conflict !== undefined && <ConflictView {...{ conflict, isUnreadable }} onRevert={editing.revert} />}
      {error !== null && <ProblemAlert error={error} />}
      <FindingAlerts findings={findings} />
      <ActionGroup>
        <GuardedButton
          right="manage-clients"
          isDisabled={!isChanged || isSaving || isUnreadable || conflict !== undefined}
          isLoading={isSaving}
          onClick={editing.save}
        >
          {t('action.save')}
        </GuardedButton>
        <Button variant="link" isDisabled={!isChanged || isSaving} onClick={editing.revert}>
          {t('action.revert')}
        </Button>
        <span role="status">
          {isSaved && t('action.saved')}
          {isMerged && t('conflict.merged')}
        </span>
      </ActionGroup>
    </>
  );
}
