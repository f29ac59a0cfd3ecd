import { Button } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useAdminApi } from '../api/hooks.ts';
import { download } from '../export/download.ts';
import { formatTime } from '../i18n/format.ts';
import { calendarOf } from './calendar.ts';

/** Says when a new token ends, and puts that into a calendar. */
export function EndReminder({ label, expires }: { readonly label: string; readonly expires: string }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  return (
    <>
      {t('token.writeEndDown', { time: formatTime(expires) })}{' '}
      <Button
        variant="link"
        isInline
        onClick={() => {
          const summary = t('token.calendarEntry', { label, realm });
          download('scim-token.ics', 'text/calendar', calendarOf(summary, expires));
        }}
      >
        {t('token.calendar')}
      </Button>
    </>
  );
}
