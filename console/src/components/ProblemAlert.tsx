import { List, ListItem } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminProblem } from '../api/adminApi.ts';
import { mistakeText } from '../i18n/bridgeTexts.ts';
import { SessionEnded } from '../shell/session.ts';
import { Alert } from '../patternfly/Alert.tsx';

/** Says what went wrong: the bridge's own sentence, every mistake, and the reference under which the log has it. */
export function ProblemAlert({ error, children }: { readonly error: Error; readonly children?: ReactNode }) {
  const { t } = useTranslation();
  if (error instanceof SessionEnded) {
    return <Alert variant="warning" isInline isLiveRegion title={t('connection.sessionEnded')} />;
  }
  const problem = error instanceof AdminProblem ? error : undefined;
  const code = problem?.code ?? 'unexpected';
  const mistakes = problem?.mistakes ?? [];
  return (
    <Alert variant="danger" isInline isLiveRegion title={t(`problem.${code}`)}>
      <p>{error.message}</p>
      {mistakes.length > 0 && (
        <List>
          {mistakes.map((mistake) => (
            <ListItem key={`${mistake.pointer} ${mistake.detail}`}>
              <code>{mistake.pointer}</code> {mistakeText(mistake)}
            </ListItem>
          ))}
        </List>
      )}
      {(problem?.reference ?? '') !== '' && (
        <p>{t('problem.reference', { reference: problem?.reference })}</p>
      )}
      {children}
    </Alert>
  );
}
