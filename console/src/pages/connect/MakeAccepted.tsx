import { Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { setupRightOf } from '../../api/caller.ts';
import { useChange } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { BridgeText } from '../../components/BridgeText.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import type { StepProps } from './stepProps.ts';

const TENANT_ID = /^\s*[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\s*$/i;

/** Makes the realm accept the credential that is chosen, or says where that is done. */
export function MakeAccepted({ status, method: { credential, texts } }: StepProps) {
  const { t } = useTranslation();
  const [tenant, setTenant] = useState('');
  const enabling = useChange('POST /enable');
  const isTenant = credential === 'azure-tenant';
  if (!isTenant && credential !== 'remoteToken') {
    return (
      <Alert variant="info" isInline title={t('connect.notAccepted')}>
        <p>
          <BridgeText texts={texts.remedy} />
        </p>
        <Link to="../configuration">{t('connect.toConfiguration')}</Link>
      </Alert>
    );
  }
  const isReady = !isTenant || TENANT_ID.test(tenant);
  const accept = (): void => {
    enabling.mutate({ body: isTenant ? { azureTenant: tenant.trim() } : { remoteToken: true } });
  };
  return (
    <Form
      isWidthLimited
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) accept();
      }}
    >
      {isTenant && (
        <FormGroup label={t('connect.tenant')} fieldId="connect-tenant" isRequired>
          <TextInput
            id="connect-tenant"
            className="scim-code"
            isRequired
            autoComplete="off"
            maxLength={100}
            placeholder="00000000-0000-0000-0000-000000000000"
            value={tenant}
            onChange={(_event, value) => {
              setTenant(value);
            }}
          />
        </FormGroup>
      )}
      {enabling.error !== null && <ProblemAlert error={enabling.error} />}
      <div>
        <GuardedButton
          right={setupRightOf(status.caller)}
          type="submit"
          variant="secondary"
          isDisabled={!isReady || enabling.isPending}
          isLoading={enabling.isPending}
        >
          {t(isTenant ? 'connect.acceptTenant' : 'connect.acceptRemoteToken')}
        </GuardedButton>
      </div>
    </Form>
  );
}
