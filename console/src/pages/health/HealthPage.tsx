import { Button, ExpandableSection, List, ListItem, Stack, Title } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { useTranslation } from 'react-i18next';
import type { DoctorReport } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { BridgeText } from '../../components/BridgeText.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { FindingCard } from './FindingCard.tsx';
import { SEVERITIES, standingOf } from './report.ts';

const VARIANTS = { green: 'success', amber: 'warning', red: 'danger', off: 'info' } as const;

/** What was found in good order: folded, since there is nothing to do. */
function Passed({ checks }: { readonly checks: DoctorReport['checks'] }) {
  const { t } = useTranslation();
  const passed = checks.filter(({ outcome }) => outcome === 'pass');
  const label = t('health.passed', { count: passed.length });
  return (
    <ExpandableSection toggleTextCollapsed={label} toggleTextExpanded={label}>
      <List isPlain>
        {passed.map(({ check, texts }) => (
          <ListItem key={check} icon={<CheckCircleIcon />}>
            <BridgeText texts={texts.check} />
            {texts.seen.length > 0 && ': '}
            <BridgeText texts={texts.seen} />
          </ListItem>
        ))}
      </List>
    </ExpandableSection>
  );
}

/** The findings, the gravest first. */
function Report({ report }: { readonly report: DoctorReport }) {
  const { t } = useTranslation();
  const { findings, checks, versions, issuer, scimUrls } = report;
  const standing = standingOf(findings);
  return (
    <Stack hasGutter>
      <Alert variant={VARIANTS[standing]} isInline isLiveRegion title={t(`health.standing.${standing}`)} />
      {SEVERITIES.map((severity) => {
        const found = findings.filter((finding) => finding.severity === severity);
        if (found.length === 0) return null;
        return (
          <Stack hasGutter key={severity}>
            <Title headingLevel="h2">{t(`health.${severity}`, { count: found.length })}</Title>
            {found.map((finding) => (
              <FindingCard key={`${finding.code} ${finding.where} ${finding.evidence}`} finding={finding} />
            ))}
          </Stack>
        );
      })}
      <Passed checks={checks} />
      <Title headingLevel="h2">{t('health.about')}</Title>
      <Facts
        rows={[
          [t('health.bridge'), versions.bridge],
          [t('health.node'), versions.node],
          [t('health.issuer'), issuer],
          [t('health.scimUrls'), scimUrls.join(', ')],
        ]}
      />
    </Stack>
  );
}

/** What may be amiss in the realm, and how to mend it. */
export function Page() {
  const { t } = useTranslation();
  const report = useRead('GET /doctor');
  return (
    <PageFrame
      name="health"
      actions={
        <Button
          variant="secondary"
          isLoading={report.isFetching}
          isDisabled={report.isFetching}
          onClick={() => void report.refetch()}
        >
          {t('health.again')}
        </Button>
      }
    >
      <Loaded query={report}>{({ body }) => <Report report={body} />}</Loaded>
    </PageFrame>
  );
}
