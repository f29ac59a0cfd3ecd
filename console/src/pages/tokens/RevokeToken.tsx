import { Content } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { TokenSummary } from '../../../../bridge/admin/contract.ts';
import { useChange } from '../../api/hooks.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { formatAgo } from '../../i18n/format.ts';

/** Revokes a token, after its label was typed. */
export function RevokeToken({
  token: { id, label, lastUsed },
  onClose,
}: {
  readonly token: TokenSummary;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const revocation = useChange('DELETE /tokens/{id}');
  return (
    <Confirm
      title={t('tokens.revoke.title', { label })}
      action={t('tokens.revoke')}
      typed={label}
      error={revocation.error}
      isBusy={revocation.isPending}
      onCancel={onClose}
      onConfirm={() => {
        revocation.mutate({ params: { id } }, { onSuccess: onClose });
      }}
    >
      <Content component="p">
        {t('tokens.revoke.text')}{' '}
        {lastUsed === undefined
          ? t('tokens.revoke.unused')
          : t('tokens.revoke.used', { ago: formatAgo(lastUsed) })}
      </Content>
    </Confirm>
  );
}
