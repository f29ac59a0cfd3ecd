import { Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { EndpointForm } from './EndpointForm.tsx';
import { EndpointValues } from './EndpointValues.tsx';

/** The SCIM endpoint of the realm: whether it is enabled, for whom, and what to copy into the identity provider. */
export function Page() {
  const { t } = useTranslation();
  const status = useRead('GET /');
  return (
    <PageFrame name="endpoint">
      <Loaded query={status}>
        {({ body }) => (
          <Stack hasGutter>
            {!body.setUp && (
              <StackItem>
                <Alert variant="info" isInline title={t('endpoint.notSetUp')}>
                  {t('endpoint.notSetUpHint')}
                </Alert>
              </StackItem>
            )}
            {body.enabled && !body.served && (
              <StackItem>
                <Alert variant="warning" isInline title={t('endpoint.notServed')}>
                  {body.problems.map((problem) => (
                    <p key={problem}>{problem}</p>
                  ))}
                </Alert>
              </StackItem>
            )}
            <StackItem>
              <EndpointForm status={body} />
            </StackItem>
            {body.setUp && (
              <StackItem>
                <EndpointValues status={body} />
              </StackItem>
            )}
          </Stack>
        )}
      </Loaded>
    </PageFrame>
  );
}
