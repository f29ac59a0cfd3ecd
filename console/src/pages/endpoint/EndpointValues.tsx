import { Card, CardBody, CardTitle, Content, Form, List, ListItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RealmStatus } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { ClientSecret } from '../../tokens/ClientSecret.tsx';

/** The values to copy into the identity provider. */
export function EndpointValues({ status }: { readonly status: RealmStatus }) {
  const { t } = useTranslation();
  const connection = useRead('GET /connection');
  const { remoteToken, staticTokens } = status.credentials;
  return (
    <Card>
      <CardTitle component="h2">{t('endpoint.values')}</CardTitle>
      <CardBody>
        <Loaded query={connection}>
          {({ body: { scimUrl, scimUrls, tokenEndpoint, clientId, audience, scope } }) => (
            <Form isWidthLimited>
              <CopyField label={t('endpoint.scimEndpoint')} value={scimUrl} />
              {scimUrls
                .filter((url) => url !== scimUrl)
                .map((url) => (
                  <CopyField key={url} label={t('endpoint.otherScimEndpoint')} value={url} />
                ))}
              {remoteToken ? (
                <>
                  <CopyField label={t('endpoint.tokenEndpoint')} value={tokenEndpoint} />
                  <CopyField label={t('endpoint.clientId')} value={clientId} />
                  <ClientSecret label={t('token.clientSecret')} />
                  <CopyField label={t('endpoint.scope')} value={scope} />
                  <CopyField label={t('endpoint.audience')} value={audience} />
                </>
              ) : (
                <Content component="p">{t('endpoint.noRemoteToken')}</Content>
              )}
              <List isPlain>
                <ListItem>
                  {t('endpoint.tokens', { count: staticTokens })}{' '}
                  <Link to="../tokens">{t('endpoint.toTokens')}</Link>
                </ListItem>
                <ListItem>
                  <Link to="../connect">{t('endpoint.toConnect')}</Link>
                </ListItem>
              </List>
            </Form>
          )}
        </Loaded>
      </CardBody>
    </Card>
  );
}
