import { Form, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { CopyField } from '../components/CopyField.tsx';
import { SecretOnce } from '../components/SecretOnce.tsx';
import { formatTime } from '../i18n/format.ts';

/** A new static token, which is shown once, and beside it the URL that it is for. */
export function TokenOnce({
  token,
  expires,
  onDone,
}: {
  readonly token: string;
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
        <StackItem>{t('token.writeEndDown', { time: formatTime(expires) })}</StackItem>
      )}
    </Stack>
  );
}
