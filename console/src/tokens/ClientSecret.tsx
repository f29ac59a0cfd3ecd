import { FormGroup, InputGroup, InputGroupItem, TextInput } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useChange } from '../api/hooks.ts';
import { GuardedButton } from '../components/GuardedButton.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { SecretOnce } from '../components/SecretOnce.tsx';

/** What stands for the secret until it is shown; it says nothing of its length. */
const MASK = '••••••••••••••••';

/** The client secret: masked, until somebody who may see it asks for it, which is audited. */
export function ClientSecret({ label }: { readonly label: string }) {
  const { t } = useTranslation();
  const revealing = useChange('POST /connection/secret');
  if (revealing.data !== undefined) {
    return <SecretOnce label={label} secret={revealing.data.body.clientSecret} onDone={revealing.reset} />;
  }
  return (
    <FormGroup label={label} fieldId="client-secret">
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput id="client-secret" readOnlyVariant="default" value={MASK} />
        </InputGroupItem>
        <InputGroupItem>
          <GuardedButton
            right="manage-clients"
            variant="control"
            isLoading={revealing.isPending}
            onClick={() => {
              revealing.mutate({});
            }}
          >
            {t('token.reveal')}
          </GuardedButton>
        </InputGroupItem>
      </InputGroup>
      {revealing.error !== null && <ProblemAlert error={revealing.error} />}
    </FormGroup>
  );
}
