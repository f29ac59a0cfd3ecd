import { Button, Card, CardBody, CardTitle, Gallery, Stack, Title } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { Light } from '../../components/Light.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { formatAgo, formatNumber } from '../../i18n/format.ts';
import { standingOf } from '../health/report.ts';
import { LogExcerpt } from '../log/LogExcerpt.tsx';
import { FIRST_CYCLE, hasWrite, lightsOf, nextStepOf, type Known, type OverviewLight } from './state.ts';

/** How often what may change by itself is read again. */
const EVERY_MS = 10_000;

/** Entries of the log that are shown. */
const LINES = '10';

function usePageUrl(): (page: string) => string {
  const { realm = '' } = useParams();
  return (page) => `/${encodeURIComponent(realm)}/${page}`;
}

/** One light: what it is about, how that stands, and where there is more. */
function LightCard({ light }: { readonly light: OverviewLight }) {
  const { t } = useTranslation();
  const pageUrl = usePageUrl();
  const { name, color, state, page, time, count } = light;
  const key = `overview.${name}.${state}`;
  return (
    <Card isCompact isFullHeight>
      <CardTitle component="h2">
        <Link to={pageUrl(page)}>{t(`overview.${name}`)}</Link>
      </CardTitle>
      <CardBody>
        <Light color={color}>{t(key)}</Light>
        {time !== undefined && <p>{formatAgo(time)}</p>}
        {count !== undefined && <p>{t(`${key}.count`, { count, number: formatNumber(count) })}</p>}
      </CardBody>
    </Card>
  );
}

/** How loud the next step is said; others are information. */
const VARIANTS: Readonly<Record<string, 'success' | 'warning'>> = { none: 'success', refused: 'warning' };

/** Shows the next thing to do, with links to its pages. */
function NextStep({ known }: { readonly known: Known }) {
  const { t } = useTranslation();
  const pageUrl = usePageUrl();
  const { step, pages, time } = nextStepOf(known);
  return (
    <Alert
      variant={VARIANTS[step] ?? 'info'}
      isInline
      component="h2"
      title={t(`overview.next.${step}`)}
      actionLinks={pages.map((page) => (
        <Button
          key={page}
          variant="link"
          isInline
          component={(props: object) => <Link {...props} to={pageUrl(page)} />}
        >
          {t(page === FIRST_CYCLE ? 'overview.firstCycle' : `page.${page.split('?', 1)[0] ?? ''}`)}
        </Button>
      ))}
    >
      {t(`overview.next.${step}.hint`, { ago: time === undefined ? '' : formatAgo(time) })}
    </Alert>
  );
}

/** How SCIM stands in the realm, what to do next, and what came last. */
export function Page() {
  const { t } = useTranslation();
  const pageUrl = usePageUrl();
  const status = useRead('GET /', {}, { everyMs: EVERY_MS });
  const isSetUp = status.data?.body.setUp === true;
  const brake = useRead('GET /brake', {}, { everyMs: EVERY_MS, enabled: isSetUp });
  const doctor = useRead('GET /doctor', {}, { enabled: isSetUp });
  const journal = useRead(
    'GET /journal',
    { query: { limit: LINES } },
    { everyMs: EVERY_MS, enabled: isSetUp },
  );
  const entries = journal.data?.body.entries;
  const isInSight = hasWrite(entries ?? []);
  const writes = useRead(
    'GET /journal',
    { query: { kind: 'write', failed: 'false', limit: '1' } },
    { everyMs: EVERY_MS, enabled: entries !== undefined && !isInSight },
  );
  const found = writes.data?.body.entries;
  return (
    <PageFrame name="overview">
      <Loaded query={status}>
        {({ body }) => {
          const findings = doctor.data?.body.findings;
          const known: Known = {
            status: body,
            brake: brake.data?.body,
            entries,
            hasWritten: isInSight || (found && hasWrite(found)),
            standing: findings === undefined ? undefined : standingOf(findings),
          };
          return (
            <Stack hasGutter>
              <NextStep known={known} />
              <Gallery hasGutter minWidths={{ default: '12rem' }}>
                {lightsOf(known, status.dataUpdatedAt).map((light) => (
                  <LightCard key={light.name} light={light} />
                ))}
              </Gallery>
              {body.problems.length > 0 && body.enabled && (
                <Alert variant="warning" isInline component="h2" title={t('overview.problems')}>
                  {body.problems.map((problem) => (
                    <p key={problem} lang="en">
                      {problem}
                    </p>
                  ))}
                </Alert>
              )}
              {isSetUp && (
                <>
                  <Title headingLevel="h2">{t('overview.last')}</Title>
                  <Loaded query={journal}>
                    {({ body: { entries } }) =>
                      entries.length === 0 ? (
                        <Empty title={t('log.none')}>{t('log.noneHint')}</Empty>
                      ) : (
                        <LogExcerpt entries={entries} />
                      )
                    }
                  </Loaded>
                  <Link to={pageUrl('log')}>{t('overview.all')}</Link>
                </>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </PageFrame>
  );
}
