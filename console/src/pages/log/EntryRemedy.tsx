import { Stack } from '@patternfly/react-core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { remediesOf } from './remedies.ts';

/** What to do about an entry, and the page for it. */
export function EntryRemedy({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useTranslation();
  const { realm = '' } = useParams();
  return (
    <Stack hasGutter>
      {remediesOf(entry).map(({ text, page }) => (
        <Fragment key={text}>
          <p>{t(`log.remedy.${text}`)}</p>
          {page !== undefined && (
            <p>
              <Link to={`/${encodeURIComponent(realm)}/${page}`}>{t(`page.${page}`)}</Link>
            </p>
          )}
        </Fragment>
      ))}
    </Stack>
  );
}
