import { Button } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { Light } from '../../components/Light.tsx';
import { formatShortTime, formatTime } from '../../i18n/format.ts';
import { resultOf, sentenceOf, whoOf } from './sentence.ts';

const COLORS = { ok: 'green', refused: 'amber', failed: 'red' } as const;

/** A refused credential is refused with every request until somebody mends it. */
const colorOf = (entry: JournalEntry) => (entry.status === 401 ? 'red' : COLORS[resultOf(entry)]);

/** What became of an entry's request, as icon and word. */
export function ResultLight({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useTranslation();
  if (entry.kind === 'alarm') return <Light color="amber">{t('log.kind.alarm')}</Light>;
  return <Light color={colorOf(entry)}>{t(`log.result.${resultOf(entry)}`)}</Light>;
}

/** Entries of the provisioning log, newest first; with `onShow` each opens beside them. */
export function LogTable({
  entries,
  shown,
  isNarrow = false,
  isFollowing = false,
  onShow,
}: {
  readonly entries: readonly JournalEntry[];
  readonly shown?: JournalEntry | undefined;
  /** Whether an entry is open beside them, which says who sent its request. */
  readonly isNarrow?: boolean;
  readonly isFollowing?: boolean;
  readonly onShow: (entry: JournalEntry) => void;
}) {
  const { t } = useTranslation();
  return (
    <div role="log" aria-live={isFollowing ? 'polite' : 'off'} aria-label={t('page.log')}>
      <Table aria-label={t('page.log')} variant="compact">
        <Thead>
          <Tr>
            <Th width={15}>{t('log.time')}</Th>
            {!isNarrow && <Th width={20}>{t('log.who')}</Th>}
            <Th>{t('log.what')}</Th>
            <Th width={10}>{t('log.result')}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {entries.map((entry) => (
            <Tr key={entry.id} isRowSelected={entry.id === shown?.id}>
              <Td dataLabel={t('log.time')} modifier="nowrap">
                <time dateTime={entry.time}>{(isNarrow ? formatShortTime : formatTime)(entry.time)}</time>
              </Td>
              {!isNarrow && <Td dataLabel={t('log.who')}>{whoOf(entry) || t('log.nobody')}</Td>}
              <Td dataLabel={t('log.what')}>
                <Button
                  variant="link"
                  isInline
                  className="scim-sentence"
                  onClick={() => {
                    onShow(entry);
                  }}
                >
                  {sentenceOf(entry, t)}
                </Button>
              </Td>
              <Td dataLabel={t('log.result')}>
                <ResultLight entry={entry} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
