import { Button, Stack, Title } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BrakeStatus } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { formatTime } from '../../i18n/format.ts';
import { LogExcerpt } from '../log/LogExcerpt.tsx';
import { BrakeCard } from './BrakeCard.tsx';
import { LeaversRules } from './LeaversRules.tsx';
import { isHeld, isLeaving, windowStart } from './leavers.ts';

/** Entries that are looked through: as many as the admin API reads at once. */
const MAX_ENTRIES = '500';

/** How often what may change by itself is read again. */
const EVERY_MS = 10_000;

/** Who left within the window, and who was held back. */
function Leavers({ status }: { readonly status: BrakeStatus }) {
  const { t } = useTranslation();
  const [since] = useState(() => windowStart(status, Date.now()));
  const query = { since, limit: MAX_ENTRIES };
  const writes = useRead('GET /journal', { query: { ...query, kind: 'write' } }, { everyMs: EVERY_MS });
  const refusals = useRead(
    'GET /journal',
    { query: { ...query, kind: 'refusal' } },
    { everyMs: EVERY_MS, enabled: status.rule?.holdDeactivations === true },
  );
  const held = refusals.data?.body.entries.filter(isHeld) ?? [];
  return (
    <>
      {held.length > 0 && (
        <>
          <Title headingLevel="h2">{t('leavers.held', { count: held.length })}</Title>
          <p>{t('leavers.heldHint')}</p>
          <LogExcerpt entries={held} />
        </>
      )}
      <Title headingLevel="h2">{t('leavers.left', { since: formatTime(since) })}</Title>
      <Loaded query={writes}>
        {({ body }) => {
          const left = body.entries.filter(isLeaving);
          return (
            <>
              {body.next !== undefined && <p>{t('leavers.more', { count: body.entries.length })}</p>}
              {left.length === 0 ? <Empty title={t('leavers.none')} /> : <LogExcerpt entries={left} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** Says that there is no brake, and leads to the rule. */
function NoBrake({ onSet }: { readonly onSet: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('leavers.noBrake')}
      actions={
        <Button variant="primary" onClick={onSet}>
          {t('leavers.setBrake')}
        </Button>
      }
    >
      {t('leavers.noBrakeHint')}
    </Empty>
  );
}

/** The brake on leavers: how it stands, who left, its release, and the rules. */
export function Page() {
  const brake = useRead('GET /brake', {}, { everyMs: EVERY_MS });
  const rules = useRef<HTMLDivElement>(null);
  const showRules = (): void => {
    rules.current?.querySelector('input')?.focus();
  };
  return (
    <PageFrame name="leavers">
      <Loaded query={brake}>
        {({ body }) => (
          <Stack hasGutter>
            {body.rule === undefined ? (
              <NoBrake onSet={showRules} />
            ) : (
              <BrakeCard status={body} onChangeRule={showRules} />
            )}
            <Leavers key={body.since ?? ''} status={body} />
          </Stack>
        )}
      </Loaded>
      <div ref={rules} className="scim-after-form">
        <LeaversRules />
      </div>
    </PageFrame>
  );
}
