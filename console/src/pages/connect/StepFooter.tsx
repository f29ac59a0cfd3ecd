import {
  ActionList,
  ActionListGroup,
  ActionListItem,
  Button,
  HelperText,
  HelperTextItem,
  useWizardContext,
  WizardFooterWrapper,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { Missing } from './connection.ts';

const HINT_ID = 'connect-missing';

/** The buttons below a step, and what is missing for the next one. */
export function StepFooter({
  isFirst,
  isLast,
  missing,
}: {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly missing: Missing | undefined;
}) {
  const { t } = useTranslation();
  const { goToNextStep, goToPrevStep } = useWizardContext();
  return (
    <WizardFooterWrapper>
      <ActionList>
        <ActionListGroup>
          <ActionListItem>
            <Button variant="secondary" isDisabled={isFirst} onClick={() => void goToPrevStep()}>
              {t('connect.back')}
            </Button>
          </ActionListItem>
          <ActionListItem>
            <Button
              isDisabled={missing !== undefined}
              onClick={() => void goToNextStep()}
              {...(missing === undefined ? {} : { 'aria-describedby': HINT_ID })}
            >
              {t(isLast ? 'connect.toLog' : 'connect.next')}
            </Button>
          </ActionListItem>
        </ActionListGroup>
        {missing !== undefined && (
          <HelperText id={HINT_ID}>
            <HelperTextItem>{t(`connect.missing.${missing}`)}</HelperTextItem>
          </HelperText>
        )}
      </ActionList>
    </WizardFooterWrapper>
  );
}
