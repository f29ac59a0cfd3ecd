import {
  ActionGroup,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  InputGroup,
  InputGroupItem,
  TextInput,
} from '@patternfly/react-core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { JsonArea } from './JsonArea.tsx';
import { METHODS, mistakeInBody, type Tried } from './tried.ts';

interface TryFormProps {
  readonly onTry: (tried: Tried) => void;
  readonly isBusy: boolean;
}

function TryForm({
  tried,
  isReady,
  onTry,
  isBusy,
  children,
}: TryFormProps & { readonly tried: Tried; readonly isReady: boolean; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onTry(tried);
      }}
    >
      {children}
      <ActionGroup>
        <GuardedButton
          right="view-users"
          variant="secondary"
          type="submit"
          isDisabled={!isReady}
          isLoading={isBusy}
        >
          {t('mapping.explain')}
        </GuardedButton>
      </ActionGroup>
    </Form>
  );
}

/** Asks for a request to explain. */
export function RequestForm({ sample, ...props }: TryFormProps & { readonly sample: object }) {
  const { t } = useTranslation();
  const id = useId();
  const [method, setMethod] = useState('POST');
  const [target, setTarget] = useState('/Users');
  const [typed, setTyped] = useState<string>();
  const body = typed ?? JSON.stringify(sample, null, 2);
  const mistake = mistakeInBody(body);
  const isReady = mistake === undefined && target.startsWith('/');
  return (
    <TryForm {...props} tried={{ kind: 'request', method, target, body }} isReady={isReady}>
      <FormGroup label={t('mapping.request')} fieldId={`${id}-target`}>
        <InputGroup>
          <InputGroupItem>
            <FormSelect
              aria-label={t('mapping.method')}
              value={method}
              onChange={(_event, value) => {
                setMethod(value);
              }}
            >
              {METHODS.map((name) => (
                <FormSelectOption key={name} value={name} label={name} />
              ))}
            </FormSelect>
          </InputGroupItem>
          <InputGroupItem isFill>
            <TextInput
              id={`${id}-target`}
              value={target}
              onChange={(_event, value) => {
                setTarget(value);
              }}
            />
          </InputGroupItem>
        </InputGroup>
      </FormGroup>
      <FormGroup label={t('mapping.body')} fieldId={`${id}-body`}>
        <JsonArea id={`${id}-body`} value={body} rows={12} mistake={mistake} onChange={setTyped} />
      </FormGroup>
    </TryForm>
  );
}

/** Asks for a user to explain. */
export function UserForm(props: TryFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [user, setUser] = useState('');
  return (
    <TryForm {...props} tried={{ kind: 'user', user: user.trim() }} isReady={user.trim() !== ''}>
      <FormGroup label={t('mapping.user')} fieldId={id}>
        <TextInput
          id={id}
          value={user}
          autoComplete="off"
          onChange={(_event, value) => {
            setUser(value);
          }}
        />
      </FormGroup>
    </TryForm>
  );
}
