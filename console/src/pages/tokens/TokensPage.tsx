import { Stack, StackItem, Switch } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenSummary } from '../../../../bridge/admin/contract.ts';
import { useAdminApi, useRead } from '../../api/hooks.ts';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { CreateToken } from './CreateToken.tsx';
import { RevokeToken } from './RevokeToken.tsx';
import { RotateToken } from './RotateToken.tsx';
import { isUsable } from './tokenHints.ts';
import { TokenTable } from './TokenTable.tsx';

/** What is done to a token, or to none of them yet. */
type Task =
  { readonly kind: 'create' } | { readonly kind: 'rotate' | 'revoke'; readonly token: TokenSummary };

/** The static tokens of the realm. */
export function Page() {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const queries = useQueryClient();
  const tokens = useRead('GET /tokens');
  const [task, setTask] = useState<Task>();
  const [showsEnded, setShowsEnded] = useState(false);
  const done = (): void => {
    setTask(undefined);
    // The log is written after the answer: by now it says who has made the new token.
    void queries.invalidateQueries({ queryKey: [realm, 'GET /journal'] });
  };
  const create = (
    <GuardedButton
      right="manage-clients"
      onClick={() => {
        setTask({ kind: 'create' });
      }}
    >
      {t('tokens.create')}
    </GuardedButton>
  );
  return (
    <PageFrame name="tokens" actions={create}>
      <Loaded query={tokens}>
        {({ body }) => {
          const shown = showsEnded ? body : body.filter(isUsable);
          return (
            <Stack hasGutter>
              {body.some((token) => !isUsable(token)) && (
                <StackItem>
                  <Switch
                    id="tokens-ended"
                    label={t('tokens.showEnded')}
                    isChecked={showsEnded}
                    onChange={(_event, checked) => {
                      setShowsEnded(checked);
                    }}
                  />
                </StackItem>
              )}
              <StackItem>
                {shown.length === 0 ? (
                  <Empty title={t('tokens.none')}>{t('tokens.noneHint')}</Empty>
                ) : (
                  <TokenTable
                    tokens={shown}
                    onRotate={(token) => {
                      setTask({ kind: 'rotate', token });
                    }}
                    onRevoke={(token) => {
                      setTask({ kind: 'revoke', token });
                    }}
                  />
                )}
              </StackItem>
            </Stack>
          );
        }}
      </Loaded>
      {task?.kind === 'create' && <CreateToken onClose={done} />}
      {task?.kind === 'rotate' && <RotateToken token={task.token} onClose={done} />}
      {task?.kind === 'revoke' && <RevokeToken token={task.token} onClose={done} />}
    </PageFrame>
  );
}
