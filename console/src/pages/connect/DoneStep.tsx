import { Button, Content, List, ListItem, Stack, StackItem, Title } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { BridgeText } from '../../components/BridgeText.tsx';
import type { StepProps } from './stepProps.ts';

/** Where to go on from here. */
const NEXT = ['mapping', 'onboarding', 'protection', 'leavers'] as const;

/** Says what to beware of from now on, and where to go on. */
export function DoneStep({ instructions: { title, texts }, goTo }: StepProps) {
  const { t } = useTranslation();
  return (
    <Stack hasGutter>
      <StackItem>
        <Content component="p">{t('connect.done.text', { provider: title })}</Content>
      </StackItem>
      <StackItem>
        <Title headingLevel="h2" size="md">
          {t('connect.done.traps')}
        </Title>
        <List>
          {texts.traps.map((trap) => (
            <ListItem key={JSON.stringify(trap)}>
              <BridgeText texts={trap} />
            </ListItem>
          ))}
        </List>
      </StackItem>
      <StackItem>
        <Title headingLevel="h2" size="md">
          {t('connect.done.next')}
        </Title>
        <List>
          <ListItem>
            <Link to="../sources#first-cycle">{t('connect.done.firstCycle')}</Link>
          </ListItem>
          {NEXT.map((page) => (
            <ListItem key={page}>
              <Link to={`../${page}`}>{t(`page.${page}`)}</Link>
            </ListItem>
          ))}
        </List>
      </StackItem>
      <StackItem>
        <Button
          variant="secondary"
          onClick={() => {
            goTo({ step: 'provider', provider: '', variant: '', method: '', token: '' });
          }}
        >
          {t('connect.done.another')}
        </Button>
      </StackItem>
    </Stack>
  );
}
