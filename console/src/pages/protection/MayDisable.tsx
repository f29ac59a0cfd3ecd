import {
  Card,
  CardBody,
  CardTitle,
  Form,
  FormGroup,
  InputGroup,
  InputGroupItem,
  List,
  ListItem,
  TextInput,
} from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdminApi } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { disabling, verdictOf } from './verdict.ts';

const VARIANTS = {
  yes: 'info',
  already: 'info',
  protected: 'success',
  hidden: 'info',
  no: 'warning',
} as const;

/** Asks the bridge what would come of it if SCIM disabled a user, by the rules as they were typed; nothing is written. */
function useVerdict({ draft, isChanged }: Editing) {
  const api = useAdminApi();
  return useMutation({
    mutationFn: async (user: string) => {
      const { body } = await api.call('GET /explain/user', { query: { user } });
      const tried = isChanged ? { config: draft?.config } : {};
      const explained = await api.call('POST /explain', { body: { ...disabling(body.id), ...tried } });
      return { ...verdictOf(explained.body), user };
    },
  });
}

/** Says whether SCIM may disable a user. */
export function MayDisable({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation();
  const id = useId();
  const [user, setUser] = useState('');
  const verdict = useVerdict(editing);
  return (
    <Card>
      <CardTitle component="h2">{t('protection.ask')}</CardTitle>
      <CardBody>
        <Form
          isWidthLimited
          onSubmit={(event) => {
            event.preventDefault();
            if (user.trim() !== '') verdict.mutate(user.trim());
          }}
        >
          <FormGroup label={t('protection.user')} fieldId={id}>
            <InputGroup>
              <InputGroupItem isFill>
                <TextInput
                  id={id}
                  value={user}
                  autoComplete="off"
                  onChange={(_event, text) => {
                    setUser(text);
                  }}
                />
              </InputGroupItem>
              <InputGroupItem>
                <GuardedButton
                  right="view-users"
                  variant="secondary"
                  type="submit"
                  isDisabled={user.trim() === ''}
                  isLoading={verdict.isPending}
                >
                  {t('protection.check')}
                </GuardedButton>
              </InputGroupItem>
            </InputGroup>
          </FormGroup>
          {editing.isChanged && <Alert variant="info" isInline isPlain title={t('protection.withUnsaved')} />}
          {verdict.error !== null && <ProblemAlert error={verdict.error} />}
          {verdict.data !== undefined && (
            <Alert
              variant={VARIANTS[verdict.data.answer]}
              isInline
              isLiveRegion
              title={t(`protection.${verdict.data.answer}`, { user: verdict.data.user })}
            >
              <List isPlain>
                {verdict.data.reasons.map((reason) => (
                  <ListItem key={reason}>{reason}</ListItem>
                ))}
              </List>
            </Alert>
          )}
        </Form>
      </CardBody>
    </Card>
  );
}
