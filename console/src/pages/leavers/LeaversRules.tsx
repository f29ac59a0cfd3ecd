import { FormSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { ChoiceRule, NumberRule, SwitchRule } from '../../configuration/fields/fields.tsx';
import { useRules } from '../../configuration/rules.ts';
import { RulesForm } from '../../configuration/RulesForm.tsx';

function Brake() {
  const { t } = useTranslation();
  const isSet = useRules().valueAt('brake') !== undefined;
  return (
    <FormSection title={t('leavers.ofBrake')} titleElement="h2">
      <SwitchRule path="brake" whenOn={{ percent: 10 }} />
      {isSet && (
        <>
          <NumberRule path="brake.users" unit={t('leavers.users')} />
          <NumberRule path="brake.percent" unit={t('leavers.percent')} />
          <NumberRule path="brake.minutes" unit={t('form.minutes')} />
          <SwitchRule path="brake.holdDeactivations" />
          <NumberRule path="brake.releaseAfterMinutes" unit={t('form.minutes')} />
        </>
      )}
    </FormSection>
  );
}

/** What becomes of users who leave, and how many may at once. */
export function LeaversRules() {
  const { t } = useTranslation();
  return (
    <RulesForm page="leavers">
      <Brake />
      <FormSection title={t('leavers.ofDeletion')} titleElement="h2">
        <ChoiceRule path="offboarding.delete" options={['delete', 'hide']} />
      </FormSection>
    </RulesForm>
  );
}
