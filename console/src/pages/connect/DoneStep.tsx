import { Button, List, ListItem, Stack, StackItem, Title } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { BridgeText } from '../../components/BridgeText.tsx';
import type { StepProps } from './stepProps.ts';
import { Worked } from './Worked.tsx';

/** Where to go on from here. */
const NEXT = ['mapping', 'onboarding', 'protection', 'leavers'] as const;

/** Says that the connection works, what to beware of from now on, and where to go on. */
export function DoneStep(props: StepProps) {
  const { t } = useTranslation();
  const {
    instructions: { texts },
    goTo,
  } = props;
  return (
    <Stack hasGutter>
      <StackItem>
        <Worked {...props} />
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
