import { List, ListItem, ProgressStep, ProgressStepper } from '@patternfly/react-core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { formatNumber } from '../../i18n/format.ts';
import { whoOf } from './sentence.ts';
import { stepsOf, type Step } from './steps.ts';

const VARIANTS = { done: 'success', failed: 'danger', notReached: 'pending' } as const;

const milliseconds = (duration: number): string => `${formatNumber(Math.round(duration))} ms`;

/** What was tolerated in a request, and what was left out of it. */
const understood = ({ quirks, ignored }: JournalEntry, t: TFunction): string[] => [
  ...quirks.map((quirk) => t('log.step.quirk', { quirk })),
  ...ignored.map((what) => t('log.step.ignored', { what })),
];

/** What there is to say about each step. */
const DETAILS: Readonly<Record<Step['name'], (entry: JournalEntry, t: TFunction) => readonly string[]>> = {
  authenticated: (entry, t) => [
    entry.credential === undefined ? t('log.step.nobody') : t('log.step.who', { who: whoOf(entry) }),
  ],
  understood,
  keycloak: ({ keycloak }) =>
    keycloak.map(({ call, outcome, status, milliseconds: duration }) =>
      [call, outcome === 'ok' ? undefined : outcome, status, milliseconds(duration)]
        .filter((part) => part !== undefined)
        .join(' · '),
    ),
  answered: ({ status, milliseconds: duration }) => [`${status} · ${milliseconds(duration)}`],
};

function StepDetails({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <List isPlain>
      {lines.map((line, at) => (
        // Calls repeat.
        <ListItem key={`${at} ${line}`} className="scim-code">
          {line}
        </ListItem>
      ))}
    </List>
  );
}

/** How far a request came: who sent it, what was understood, what Keycloak was asked, what was answered. */
export function EntrySteps({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useTranslation();
  if (entry.kind === 'alarm' || entry.count !== undefined) return <p>{t('log.step.none')}</p>;
  return (
    <ProgressStepper isVertical aria-label={t('log.tab.steps')}>
      {stepsOf(entry).map(({ name, state }) => {
        const lines = state === 'notReached' ? [] : DETAILS[name](entry, t);
        const title = t(`log.step.${name}.${state}`);
        return (
          <ProgressStep
            key={name}
            variant={VARIANTS[state]}
            id={`log-step-${name}`}
            titleId={`log-step-${name}-title`}
            aria-label={title}
            description={lines.length === 0 ? undefined : <StepDetails lines={lines} />}
          >
            {title}
          </ProgressStep>
        );
      })}
    </ProgressStepper>
  );
}
