import { Content, Form, FormGroup, Radio } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenSummary } from '../../../../bridge/admin/contract.ts';
import { useChange } from '../../api/hooks.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { EndField } from '../../tokens/EndField.tsx';
import { DEFAULT_END, expiresOf } from '../../tokens/expiry.ts';
import { TokenDialog } from './TokenDialog.tsx';

const FORM_ID = 'rotate-token';

/** For how many seconds the old token may stay valid. */
const GRACES = [0, 3_600, 86_400, 604_800] as const;

/** A day, so that the identity provider goes on until the new token is pasted there. */
const DEFAULT_GRACE = 86_400;

/** Replaces a token by another one, which is shown once. */
export function RotateToken({
  token: { id, label },
  onClose,
}: {
  readonly token: TokenSummary;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [grace, setGrace] = useState<number>(DEFAULT_GRACE);
  const [end, setEnd] = useState(DEFAULT_END);
  const rotation = useChange('POST /tokens/{id}/rotation');
  const expires = expiresOf(end);
  const isReady = expires !== 'invalid';
  return (
    <TokenDialog
      title={t('tokens.rotate.title', { label })}
      action={t('tokens.rotate')}
      formId={FORM_ID}
      isReady={isReady}
      isBusy={rotation.isPending}
      created={rotation.data?.body}
      onClose={onClose}
    >
      <Form
        id={FORM_ID}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) rotation.mutate({ params: { id }, body: { grace, expires } });
        }}
      >
        {rotation.error !== null && <ProblemAlert error={rotation.error} />}
        <Content component="p">{t('tokens.rotate.text')}</Content>
        <FormGroup role="radiogroup" label={t('tokens.grace')} isStack>
          {GRACES.map((seconds) => (
            <Radio
              key={seconds}
              id={`grace-${seconds}`}
              name="grace"
              label={t(`tokens.grace.${seconds}`)}
              description={seconds === 0 ? t('tokens.grace.0.help') : undefined}
              isChecked={grace === seconds}
              onChange={() => {
                setGrace(seconds);
              }}
            />
          ))}
        </FormGroup>
        <EndField end={end} onChange={setEnd} />
      </Form>
    </TokenDialog>
  );
}
