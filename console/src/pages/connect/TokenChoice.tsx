import {
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Radio,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenSummary } from '../../../../bridge/admin/contract.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { EndReminder } from '../../tokens/EndReminder.tsx';
import { bodyOf, draftOf, isComplete, TokenForm } from '../../tokens/TokenForm.tsx';
import { offeredTokens } from './connection.ts';
import type { StepProps } from './stepProps.ts';

const FORM_ID = 'connect-token';

/** Asks which of the realm's tokens the person has. */
function ExistingToken({
  tokens,
  token: chosen,
  change,
}: Pick<StepProps, 'change'> & { readonly tokens: readonly TokenSummary[]; readonly token: string }) {
  const { t } = useTranslation();
  return (
    <Form isWidthLimited>
      <FormGroup label={t('connect.token.which')} fieldId="connect-existing">
        <FormSelect
          id="connect-existing"
          value={chosen}
          onChange={(_event, token) => {
            change({ token });
          }}
        >
          <FormSelectOption value="" isPlaceholder label={t('connect.token.choose')} />
          {tokens.map(({ id, label }) => (
            <FormSelectOption key={id} value={id} label={label} />
          ))}
        </FormSelect>
      </FormGroup>
    </Form>
  );
}

/** Creates a token for the provider, or takes one that the person has. */
export function TokenChoice({ instructions, state, change, newToken, setNewToken }: StepProps) {
  const { t } = useTranslation();
  const tokens = offeredTokens(useRead('GET /tokens').data?.body ?? []);
  const [takesExisting, setTakesExisting] = useState(state.token !== '' && newToken === undefined);
  const [draft, setDraft] = useState(() => draftOf(instructions.provider));
  const creation = useChange('POST /tokens');
  const create = (): void => {
    creation.mutate(
      { body: bodyOf(draft) },
      {
        onSuccess({ body }) {
          setNewToken(body);
          change({ token: body.id });
        },
      },
    );
  };
  if (newToken?.id === state.token) {
    return (
      <Alert
        variant="success"
        isInline
        isLiveRegion
        title={t('connect.token.created', { label: newToken.label })}
      >
        <p>{t('connect.token.createdHint')}</p>
        {newToken.expires !== undefined && <EndReminder label={newToken.label} expires={newToken.expires} />}
      </Alert>
    );
  }
  return (
    <Stack hasGutter>
      <Form>
        <FormGroup role="radiogroup" isStack label={t('connect.token')}>
          {[false, true].map((isExisting) => (
            <Radio
              key={String(isExisting)}
              id={`token-${isExisting ? 'existing' : 'new'}`}
              name="token"
              label={t(isExisting ? 'connect.token.existing' : 'connect.token.new')}
              isDisabled={isExisting && tokens.length === 0}
              isChecked={takesExisting === isExisting}
              onChange={() => {
                setTakesExisting(isExisting);
                change({ token: '' });
              }}
            />
          ))}
        </FormGroup>
      </Form>
      {takesExisting ? (
        <ExistingToken tokens={tokens} token={state.token} change={change} />
      ) : (
        <StackItem>
          <TokenForm
            id={FORM_ID}
            draft={draft}
            onChange={setDraft}
            onSubmit={create}
            error={creation.error}
          />
          <GuardedButton
            right="manage-clients"
            type="submit"
            form={FORM_ID}
            variant="secondary"
            className="scim-after-form"
            isDisabled={!isComplete(draft) || creation.isPending}
            isLoading={creation.isPending}
          >
            {t('connect.token.create')}
          </GuardedButton>
        </StackItem>
      )}
    </Stack>
  );
}
