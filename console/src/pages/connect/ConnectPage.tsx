import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../api/hooks.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { ConnectWizard } from './ConnectWizard.tsx';

/** Leads from the choice of an identity provider to its first users in the realm. */
export function Page() {
  const { t } = useTranslation();
  const status = useRead('GET /');
  return (
    <PageFrame name="connect">
      <Loaded query={status}>
        {({ body }) =>
          body.enabled ? (
            <ConnectWizard status={body} />
          ) : (
            <Empty
              title={t('connect.notEnabled')}
              actions={<Link to="../endpoint">{t('connect.toEndpoint')}</Link>}
            >
              {t('connect.notEnabledHint')}
            </Empty>
          )
        }
      </Loaded>
    </PageFrame>
  );
}
