import { FormSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../components/PageFrame.tsx';
import { ClientRolesRule } from '../../configuration/fields/ClientRolesRule.tsx';
import { ChoiceRule, NumberRule, SwitchRule, TextRule } from '../../configuration/fields/fields.tsx';
import { ListRule } from '../../configuration/fields/ListRule.tsx';
import { useRules } from '../../configuration/rules.ts';
import { RulesForm } from '../../configuration/RulesForm.tsx';
import { GroupRoles } from './GroupRoles.tsx';

/** Required actions of Keycloak that are there in every realm. */
const ACTIONS = [
  'UPDATE_PASSWORD',
  'CONFIGURE_TOTP',
  'VERIFY_EMAIL',
  'UPDATE_PROFILE',
  'TERMS_AND_CONDITIONS',
];

function NewUsers() {
  const { t } = useTranslation();
  return (
    <FormSection title={t('onboarding.newUsers')} titleElement="h2">
      <ListRule path="onboarding.groups" />
      <ListRule path="onboarding.realmRoles" />
      <ClientRolesRule path="onboarding.clientRoles" />
      <ListRule path="onboarding.requiredActions" suggestions={ACTIONS} />
      <SwitchRule path="onboarding.markerRole" />
      <SwitchRule path="onboarding.emailVerified" />
    </FormSection>
  );
}

function Invitation() {
  const { t } = useTranslation();
  const isSent = useRules().valueAt('onboarding.invitation') !== undefined;
  return (
    <FormSection title={t('onboarding.invitations')} titleElement="h2">
      <SwitchRule path="onboarding.invitation" whenOn={{}} />
      {isSent && (
        <>
          <ListRule path="onboarding.invitation.actions" suggestions={ACTIONS} />
          <NumberRule path="onboarding.invitation.lifespanMinutes" unit={t('form.minutes')} />
          <TextRule path="onboarding.invitation.clientId" />
          <TextRule path="onboarding.invitation.redirectUri" />
        </>
      )}
    </FormSection>
  );
}

function IdentityProviderLink() {
  const { t } = useTranslation();
  const isLinked = useRules().valueAt('onboarding.identityProvider') !== undefined;
  return (
    <FormSection title={t('onboarding.links')} titleElement="h2">
      <SwitchRule path="onboarding.identityProvider" whenOn={{ userId: 'externalId' }} />
      {isLinked && (
        <>
          <TextRule path="onboarding.identityProvider.alias" />
          <TextRule path="onboarding.identityProvider.userId" />
          <TextRule path="onboarding.identityProvider.userName" />
        </>
      )}
    </FormSection>
  );
}

/** What new users get, what becomes of their e-mail addresses, and what groups are in Keycloak. */
export function Page() {
  const { t } = useTranslation();
  return (
    <PageFrame name="onboarding">
      <RulesForm page="onboarding">
        <NewUsers />
        <Invitation />
        <IdentityProviderLink />
        <FormSection title={t('onboarding.addresses')} titleElement="h2">
          <ChoiceRule path="email" options={['refuse', 'keep']} />
        </FormSection>
        <FormSection title={t('onboarding.ofGroups')} titleElement="h2">
          <ChoiceRule path="groups.as" options={['groups', 'roles']} />
          <GroupRoles />
        </FormSection>
      </RulesForm>
    </PageFrame>
  );
}
