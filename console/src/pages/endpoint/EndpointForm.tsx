import { ActionGroup, Button, Card, CardBody, CardTitle, Content, Form } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnabledRealm, RealmStatus } from '../../../../bridge/admin/contract.ts';
import type { Answer } from '../../api/adminApi.ts';
import { setupRightOf } from '../../api/caller.ts';
import { useAdminApi, useChange, useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { ConflictView } from '../../configuration/ConflictView.tsx';
import { LeaveGuard } from '../../configuration/LeaveGuard.tsx';
import { useVersioned, type Versioned } from '../../configuration/useVersioned.ts';
import { EnabledReport } from './EnabledReport.tsx';
import {
  asksForTenant,
  draftOf,
  enableBodyOf,
  isTenantId,
  PLACES,
  type EndpointDraft,
} from './endpointDraft.ts';
import { EndpointFields } from './EndpointFields.tsx';

/** The panel as of an answer of the bridge. */
const draftIn = ({ body, time }: Answer<RealmStatus>): Answer<EndpointDraft> => ({
  body: draftOf(body),
  etag: body.version,
  time,
});

/** Edits the panel; saving it enables the endpoint. */
function useEndpoint(status: RealmStatus): Versioned<EndpointDraft, EnabledRealm> {
  const api = useAdminApi();
  const reading = useRead('GET /');
  const current = reading.data && draftIn(reading.data);
  return useVersioned({
    current,
    async readAgain() {
      const { data } = await reading.refetch();
      return data && draftIn(data);
    },
    async send(draft, { body: saved, etag }) {
      const body = enableBodyOf(draft, saved, status.setUp);
      return (await api.call('POST /enable', { body, ifMatch: etag })).body;
    },
  });
}

/** Asks for the name of the realm before the endpoint is disabled. */
function DisableDialog({ onCancel, onDone }: { readonly onCancel: () => void; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const disabling = useChange('POST /disable');
  return (
    <Confirm
      title={t('endpoint.disable.title', { realm })}
      action={t('endpoint.disable')}
      typed={realm}
      error={disabling.error}
      isBusy={disabling.isPending}
      onCancel={onCancel}
      onConfirm={() => {
        disabling.mutate({}, { onSuccess: onDone });
      }}
    >
      <Content component="p">{t('endpoint.disable.text')}</Content>
    </Confirm>
  );
}

/** What came of the last change; a token stays until it is said to be stored, since it cannot be shown again. */
function Outcome({
  editing: { saved, forgetSaved },
  isDisabled,
}: {
  readonly editing: Versioned<EndpointDraft, EnabledRealm>;
  readonly isDisabled: boolean;
}) {
  const { t } = useTranslation();
  const [withToken, setWithToken] = useState<EnabledRealm>();
  if (saved?.token !== undefined && saved !== withToken) setWithToken(saved);
  const report = saved ?? withToken;
  const token = withToken?.token;
  return (
    <div className="scim-after-form">
      {report !== undefined && (
        <EnabledReport
          report={token === undefined ? report : { ...report, token }}
          onTokenStored={() => {
            forgetSaved();
            setWithToken(undefined);
          }}
        />
      )}
      {isDisabled && <Alert variant="success" isInline isLiveRegion title={t('endpoint.disabled')} />}
    </div>
  );
}

/** The panel: what is typed stays until it is saved or reverted. */
export function EndpointForm({ status }: { readonly status: RealmStatus }) {
  const { t } = useTranslation();
  const editing = useEndpoint(status);
  const [isConfirming, setConfirming] = useState(false);
  const [isDisabled, setDisabled] = useState(false);
  const { conflict, current: saved = draftOf(status), draft = saved, isChanged, isSaving: isBusy } = editing;
  const isValid = !asksForTenant(draft, saved) || isTenantId(draft.azureTenant);
  const isReady = isChanged && isValid && !isBusy && conflict === undefined;
  const revert = (): void => {
    setConfirming(false);
    editing.revert();
  };
  const save = (): void => {
    if (draft.enabled) editing.save();
    else setConfirming(true);
  };
  return (
    <Card>
      <LeaveGuard {...{ isChanged }} />
      <CardTitle component="h2">{t('endpoint.panel')}</CardTitle>
      <CardBody>
        <Form
          isHorizontal
          isWidthLimited
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) save();
          }}
        >
          <EndpointFields
            {...{ draft, saved }}
            onChange={(changed) => {
              editing.edit(() => changed);
            }}
          />
          {conflict !== undefined && (
            <ConflictView
              {...{ conflict }}
              onRevert={revert}
              labelOf={(path) => t(PLACES[path as keyof EndpointDraft])}
            />
          )}
          {editing.error !== null && <ProblemAlert error={editing.error} />}
          <ActionGroup>
            <GuardedButton
              right={draft.enabled ? setupRightOf(status.caller) : 'manage-clients'}
              type="submit"
              isDisabled={!isReady}
              isLoading={isBusy}
            >
              {t('action.save')}
            </GuardedButton>
            <Button variant="link" isDisabled={!isChanged || isBusy} onClick={revert}>
              {t('action.revert')}
            </Button>
            <span role="status">{editing.isMerged && t('conflict.merged')}</span>
          </ActionGroup>
        </Form>
        <Outcome {...{ editing }} isDisabled={isDisabled && !draft.enabled} />
        {isConfirming && (
          <DisableDialog
            onCancel={() => {
              setConfirming(false);
            }}
            onDone={() => {
              setDisabled(true);
              revert();
            }}
          />
        )}
      </CardBody>
    </Card>
  );
}
