import { Form, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { CopyField } from '../components/CopyField.tsx';
import { SecretOnce } from '../components/SecretOnce.tsx';
import { EndReminder } from './EndReminder.tsx';

/** A new static token, which is shown once, and beside it the URL that it is for. */
export function TokenOnce({
  token,
  label = '',
  expires,
  onDone,
}: {
  readonly token: string;
  readonly label?: string;
  readonly expires?: string | undefined;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { data } = useRead('GET /connection');
  return (
    <Stack hasGutter>
      <StackItem>
        <SecretOnce label={t('token.token')} secret={token} onDone={onDone} />
      </StackItem>
      {data !== undefined && (
        <StackItem>
          <Form>
            <CopyField label={t('token.scimUrl')} value={data.body.scimUrl} />
          </Form>
        </StackItem>
      )}
      {expires !== undefined && (
        <StackItem>
          <EndReminder label={label} expires={expires} />
        </StackItem>
      )}
    </Stack>
  );
}
