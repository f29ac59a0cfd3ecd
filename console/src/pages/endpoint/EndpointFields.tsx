import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  Switch,
  TextInput,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/hooks.ts';
import { asksForTenant, AZURE, isTenantId, profileLabel, type EndpointDraft } from './endpointDraft.ts';

/** A sentence below a field. */
const Help = ({ isError = false, children }: { readonly isError?: boolean; readonly children: string }) => (
  <FormHelperText>
    <HelperText>
      <HelperTextItem variant={isError ? 'error' : 'default'}>{children}</HelperTextItem>
    </HelperText>
  </FormHelperText>
);

function ProfileField({ draft, onChange }: FieldProps) {
  const { t } = useTranslation();
  const profiles = useRead('GET /profiles').data?.body ?? [];
  const known = profiles.find(({ name }) => name === draft.profile);
  // What is chosen is among the choices, also before they are known.
  const choices =
    known === undefined ? [{ name: draft.profile, title: draft.profile }, ...profiles] : profiles;
  return (
    <FormGroup label={t('endpoint.profile')} fieldId="endpoint-profile">
      <FormSelect
        id="endpoint-profile"
        value={draft.profile}
        isDisabled={!draft.enabled}
        onChange={(_event, profile) => {
          onChange({ ...draft, profile });
        }}
      >
        {choices.map((profile) => (
          <FormSelectOption key={profile.name} value={profile.name} label={profileLabel(profile)} />
        ))}
      </FormSelect>
      {known !== undefined && <Help>{known.description}</Help>}
    </FormGroup>
  );
}

function TenantField({ draft, onChange }: FieldProps) {
  const { t } = useTranslation();
  const isWrong = !isTenantId(draft.azureTenant);
  const isForOther = draft.profile !== AZURE && draft.azureTenant !== '';
  return (
    <FormGroup label={t('endpoint.azureTenant')} fieldId="endpoint-tenant">
      <TextInput
        id="endpoint-tenant"
        className="scim-code"
        value={draft.azureTenant}
        isDisabled={!draft.enabled}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        validated={isWrong ? 'error' : 'default'}
        aria-invalid={isWrong}
        placeholder="00000000-0000-0000-0000-000000000000"
        onChange={(_event, azureTenant) => {
          onChange({ ...draft, azureTenant });
        }}
      />
      {isWrong ? (
        <Help isError>{t('endpoint.azureTenantWrong')}</Help>
      ) : (
        <Help>{t(isForOther ? 'endpoint.azureTenantKept' : 'endpoint.azureTenantHelp')}</Help>
      )}
    </FormGroup>
  );
}

/** What a field of the panel needs. */
interface FieldProps {
  readonly draft: EndpointDraft;
  readonly onChange: (draft: EndpointDraft) => void;
}

/** The fields of the panel; all but the first are only for an endpoint that is enabled. */
export function EndpointFields({ saved, ...props }: FieldProps & { readonly saved: EndpointDraft }) {
  const { t } = useTranslation();
  const { draft, onChange } = props;
  return (
    <>
      <FormGroup label={t('endpoint.enable')} fieldId="endpoint-enable" hasNoPaddingTop>
        <Switch
          id="endpoint-enable"
          aria-label={t('endpoint.enable')}
          label={t(draft.enabled ? 'endpoint.on' : 'endpoint.off')}
          isChecked={draft.enabled}
          onChange={(_event, enabled) => {
            onChange({ ...(enabled ? draft : saved), enabled });
          }}
        />
        {!draft.enabled && <Help>{t('endpoint.offHelp')}</Help>}
      </FormGroup>
      <ProfileField {...props} />
      {asksForTenant(draft, saved) && <TenantField {...props} />}
      <FormGroup label={t('endpoint.remoteToken')} fieldId="endpoint-remote" hasNoPaddingTop>
        <Switch
          id="endpoint-remote"
          aria-label={t('endpoint.remoteToken')}
          label={t(draft.remoteToken ? 'endpoint.on' : 'endpoint.off')}
          isChecked={draft.remoteToken}
          isDisabled={!draft.enabled}
          onChange={(_event, remoteToken) => {
            onChange({ ...draft, remoteToken });
          }}
        />
        <Help>{t('endpoint.remoteTokenHelp')}</Help>
      </FormGroup>
    </>
  );
}
