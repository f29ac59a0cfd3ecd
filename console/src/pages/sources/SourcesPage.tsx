import { FormSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../patternfly/Alert.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { ChoiceRule, NumberRule, SwitchRule } from '../../configuration/fields/fields.tsx';
import { useRules } from '../../configuration/rules.ts';
import { RulesForm } from '../../configuration/RulesForm.tsx';
import { CredentialSources } from './CredentialSources.tsx';
import { FirstCycle } from './FirstCycle.tsx';

function Mode() {
  const { t } = useTranslation();
  const isObserving = useRules().valueAt('mode') === 'observe';
  return (
    <FormSection title={t('sources.pilot')} titleElement="h2">
      <ChoiceRule path="mode" options={['provision', 'observe']} />
      {isObserving && (
        <Alert variant="info" isInline title={t('sources.afterwards')}>
          {t('sources.afterwards.help')}
        </Alert>
      )}
    </FormSection>
  );
}

function Brake() {
  const { t } = useTranslation();
  const isSet = useRules().valueAt('brake') !== undefined;
  return (
    <FormSection title={t('sources.ofBrake')} titleElement="h2">
      <SwitchRule path="brake" whenOn={{ percent: 10 }} />
      {isSet && (
        <>
          <NumberRule path="brake.users" unit={t('sources.users')} />
          <NumberRule path="brake.percent" unit={t('sources.percent')} />
          <NumberRule path="brake.minutes" unit={t('form.minutes')} />
          <SwitchRule path="brake.holdDeactivations" />
          <NumberRule path="brake.releaseAfterMinutes" unit={t('form.minutes')} />
        </>
      )}
    </FormSection>
  );
}

/** Whose users are whose, the pilot, and what becomes of leavers. */
export function Page() {
  const { t } = useTranslation();
  return (
    <PageFrame name="sources">
      <RulesForm page="sources" after={(editing) => <FirstCycle editing={editing} />}>
        {({ current }) => (
          <>
            <Mode />
            <FormSection title={t('sources.ofSources')} titleElement="h2">
              <ChoiceRule path="ownership" options={['all', 'own']} />
              {current !== undefined && <CredentialSources config={current.config} />}
            </FormSection>
            <FormSection title={t('sources.leavers')} titleElement="h2">
              <ChoiceRule path="offboarding.delete" options={['delete', 'hide']} />
            </FormSection>
            <Brake />
          </>
        )}
      </RulesForm>
    </PageFrame>
  );
}
