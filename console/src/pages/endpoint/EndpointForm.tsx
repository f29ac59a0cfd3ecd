import { ActionGroup, Button, Card, CardBody, CardTitle, Content, Form } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RealmStatus } from '../../../../bridge/admin/contract.ts';
import type { Right } from '../../api/caller.ts';
import { useAdminApi, useChange } from '../../api/hooks.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { LeaveGuard } from '../../configuration/LeaveGuard.tsx';
import { EnabledReport } from './EnabledReport.tsx';
import { asksForTenant, draftOf, enableBodyOf, isChanged, isTenantId } from './endpointDraft.ts';
import { EndpointFields } from './EndpointFields.tsx';

/** The rights that setting a realm up takes. */
const ENABLE_RIGHTS: readonly Right[] = ['manage-clients', 'manage-realm', 'manage-users'];

/** The panel: what is typed stays until it is saved or reverted. */
export function EndpointForm({ status }: { readonly status: RealmStatus }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const saved = draftOf(status);
  const [edited, setEdited] = useState<typeof saved>();
  const [isConfirming, setConfirming] = useState(false);
  const enabling = useChange('POST /enable');
  const disabling = useChange('POST /disable');
  const draft = edited ?? saved;
  const isDirty = isChanged(draft, saved);
  const isBusy = enabling.isPending || disabling.isPending;
  const isValid = !asksForTenant(draft, saved) || isTenantId(draft.azureTenant);
  const forget = (): void => {
    setEdited(undefined);
    setConfirming(false);
  };
  const revert = (): void => {
    enabling.reset();
    disabling.reset();
    forget();
  };
  const save = (): void => {
    if (!draft.enabled) setConfirming(true);
    else enabling.mutate({ body: enableBodyOf(draft, saved, status.setUp) }, { onSuccess: forget });
  };
  const missing = ENABLE_RIGHTS.find((right) => !status.caller.rights.includes(right));
  return (
    <Card>
      <LeaveGuard isChanged={isDirty} />
      <CardTitle component="h2">{t('endpoint.panel')}</CardTitle>
      <CardBody>
        <Form
          isHorizontal
          isWidthLimited
          onSubmit={(event) => {
            event.preventDefault();
            if (isDirty && isValid && !isBusy) save();
          }}
        >
          <EndpointFields draft={draft} saved={saved} onChange={setEdited} />
          {enabling.error !== null && <ProblemAlert error={enabling.error} />}
          <ActionGroup>
            <GuardedButton
              right={(draft.enabled ? missing : undefined) ?? 'manage-clients'}
              type="submit"
              isDisabled={!isDirty || !isValid || isBusy}
              isLoading={isBusy}
            >
              {t('action.save')}
            </GuardedButton>
            <Button variant="link" isDisabled={!isDirty || isBusy} onClick={revert}>
              {t('action.revert')}
            </Button>
          </ActionGroup>
        </Form>
        {enabling.data !== undefined && (
          <EnabledReport report={enabling.data.body} onTokenStored={enabling.reset} />
        )}
        {isConfirming && (
          <Confirm
            title={t('endpoint.disable.title', { realm })}
            action={t('endpoint.disable')}
            typed={realm}
            error={disabling.error}
            isBusy={disabling.isPending}
            onCancel={() => {
              setConfirming(false);
            }}
            onConfirm={() => {
              enabling.reset();
              disabling.mutate({}, { onSuccess: forget });
            }}
          >
            <Content component="p">{t('endpoint.disable.text')}</Content>
          </Confirm>
        )}
      </CardBody>
    </Card>
  );
}
