import { ActionGroup, Alert, Button } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { GuardedButton } from '../components/GuardedButton.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { LeaveGuard } from './LeaveGuard.tsx';
import type { Editing } from './useConfiguration.ts';

/** Saves or reverts what was typed, and says what came of it. */
export function SaveBar({
  editing,
  isUnreadable = false,
}: {
  readonly editing: Editing;
  /** Whether what was typed cannot be read, and so not be saved. */
  readonly isUnreadable?: boolean;
}) {
  const { t } = useTranslation();
  const { error, findings, isChanged, isConflict, isSaved, isSaving } = editing;
  return (
    <>
      <LeaveGuard isChanged={isChanged} />
      {isConflict && (
        <Alert
          variant="warning"
          isInline
          isLiveRegion
          title={t('configuration.conflict')}
          actionLinks={
            <>
              <Button variant="link" isInline onClick={editing.revert}>
                {t('configuration.takeTheirs')}
              </Button>
              <Button variant="link" isInline onClick={editing.overwrite}>
                {t('configuration.keepMine')}
              </Button>
            </>
          }
        />
      )}
      {error !== null && !isConflict && <ProblemAlert error={error} />}
      {findings.map((finding) => (
        <Alert key={finding} variant="warning" isInline title={finding} />
      ))}
      <ActionGroup>
        <GuardedButton
          right="manage-clients"
          isDisabled={!isChanged || isSaving || isUnreadable}
          isLoading={isSaving}
          onClick={editing.save}
        >
          {t('action.save')}
        </GuardedButton>
        <Button variant="link" isDisabled={!isChanged || isSaving} onClick={editing.revert}>
          {t('action.revert')}
        </Button>
        <span role="status">{isSaved ? t('action.saved') : ''}</span>
      </ActionGroup>
    </>
  );
}
