import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../../api/caller.ts';
import { useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { successorOf } from './connection.ts';
import { EVERY_MS } from './useTokenEnd.ts';

/** Audit entries that are searched for what took the place of a token. */
const SEARCHED = '50';

/** Says what became of the token that was chosen before: another one took its place, or none did. */
export function EndedToken({ token, provider }: { readonly token: string; readonly provider: string }) {
  const { t } = useTranslation();
  const { data: tokens } = useRead('GET /tokens');
  const { data: audits } = useRead(
    'GET /journal',
    { query: { kind: 'audit', failed: 'false', limit: SEARCHED } },
    // The log is written after the answer to whoever rotated it.
    { enabled: useMay('view-events'), everyMs: EVERY_MS },
  );
  const label = successorOf(token, audits?.body.entries ?? [], tokens?.body ?? []);
  const key = label === undefined ? 'connect.token.ended' : 'connect.token.replaced';
  return (
    <Alert
      variant="warning"
      isInline
      isLiveRegion
      title={t(key, { label })}
      actionLinks={<Link to="../tokens">{t('page.tokens')}</Link>}
    >
      {t(`${key}Hint`, { provider })}
    </Alert>
  );
}
