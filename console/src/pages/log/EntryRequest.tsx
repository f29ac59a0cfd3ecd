import { ClipboardCopy, CodeBlock, CodeBlockCode, Stack, Title } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { Facts } from '../../components/Facts.tsx';

/** The request as the journal has it, without secrets, and how it was answered. */
export function EntryRequest({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useTranslation();
  const { method, target, client, address, requestId, asked, status, error, outcome } = entry;
  const reference =
    requestId === '' ? undefined : (
      <ClipboardCopy
        variant="inline-compact"
        hoverTip={t('action.copy')}
        clickTip={t('action.copied')}
        copyAriaLabel={t('action.copyOf', { label: t('log.request') })}
      >
        {requestId}
      </ClipboardCopy>
    );
  return (
    <Stack hasGutter>
      <Facts
        rows={[
          [t('log.request.line'), `${method} ${target}`.trim()],
          [t('log.request.client'), client],
          [t('log.request.address'), address],
          [t('log.request'), reference],
        ]}
      />
      {asked !== undefined && (
        <CodeBlock>
          <CodeBlockCode tabIndex={0} aria-label={t('log.request.body')}>
            {JSON.stringify(asked, null, 2)}
          </CodeBlockCode>
        </CodeBlock>
      )}
      <Title headingLevel="h3" size="md">
        {t('log.answer')}
      </Title>
      <Facts
        rows={[
          [t('log.answer.status'), status],
          [t('log.answer.error'), error],
          [t('log.answer.outcome'), outcome],
        ]}
      />
    </Stack>
  );
}
