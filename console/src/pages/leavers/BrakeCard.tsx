import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  CardTitle,
  List,
  ListItem,
  Stack,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BrakeStatus } from '../../../../bridge/admin/contract.ts';
import { useChange } from '../../api/hooks.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { Light } from '../../components/Light.tsx';
import { formatTime } from '../../i18n/format.ts';
import { minutesOf, rulesOf } from './leavers.ts';

/** Asks whether to release the brake, and releases it. */
function Release({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const release = useChange('POST /brake/release');
  return (
    <Confirm
      title={t('leavers.releaseTitle')}
      action={t('leavers.release')}
      error={release.error}
      isBusy={release.isPending}
      onCancel={onClose}
      onConfirm={() => {
        release.mutate({}, { onSuccess: onClose });
      }}
    >
      <p>{t('leavers.releaseHint')}</p>
    </Confirm>
  );
}

/** How the brake stands, and its rule in words. */
export function BrakeCard({
  status,
  onChangeRule,
}: {
  readonly status: BrakeStatus;
  readonly onChangeRule: () => void;
}) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const { engaged, since, leavers } = status;
  return (
    <Card>
      <CardHeader>
        <CardTitle component="h2">
          <Light color={engaged ? 'red' : 'green'}>
            {t(engaged ? 'leavers.engaged' : 'leavers.notEngaged')}
          </Light>
        </CardTitle>
      </CardHeader>
      <CardBody>
        <Stack hasGutter>
          <p role="status">
            {since === undefined
              ? t('leavers.count', { count: leavers, minutes: minutesOf(status) })
              : t('leavers.since', { since: formatTime(since), count: leavers })}
          </p>
          <List>
            {rulesOf(status).map(([key, values]) => (
              <ListItem key={key}>{t(key, values)}</ListItem>
            ))}
          </List>
          <Button variant="link" isInline onClick={onChangeRule}>
            {t('leavers.changeRule')}
          </Button>
        </Stack>
      </CardBody>
      {engaged && (
        <CardFooter>
          <GuardedButton
            right="manage-clients"
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('leavers.release')}
          </GuardedButton>
        </CardFooter>
      )}
      {isAsking && (
        <Release
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </Card>
  );
}
