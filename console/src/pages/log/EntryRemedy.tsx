import { Stack } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';

/** The page on which an error is mended. */
const PAGES: Readonly<Record<string, string>> = {
  unauthorized: 'tokens',
  protected: 'protection',
  braked: 'leavers',
  misconfigured: 'health',
  realmUnavailable: 'health',
  keycloakRejected: 'health',
  keysUnavailable: 'health',
  invalidValue: 'mapping',
};

/** What to do about an entry, and the page for it. */
export function EntryRemedy({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useTranslation();
  const { realm = '' } = useParams();
  const isAlarm = entry.kind === 'alarm';
  if (entry.status < 400 && !isAlarm) return <p>{t('log.remedy.nothing')}</p>;
  const code = isAlarm ? 'alarm' : (entry.error ?? 'other');
  const page = isAlarm ? 'leavers' : PAGES[code];
  return (
    <Stack hasGutter>
      <p>{t([`log.remedy.${code}`, 'log.remedy.other'])}</p>
      {page !== undefined && (
        <p>
          <Link to={`/${encodeURIComponent(realm)}/${page}`}>{t(`page.${page}`)}</Link>
        </p>
      )}
    </Stack>
  );
}
