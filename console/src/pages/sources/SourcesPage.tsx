import { FormSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../patternfly/Alert.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { ChoiceRule } from '../../configuration/fields/fields.tsx';
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

/** Whose users are whose, and the pilot. */
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
          </>
        )}
      </RulesForm>
    </PageFrame>
  );
}
