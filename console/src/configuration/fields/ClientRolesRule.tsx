import { Button, InputGroup, InputGroupItem, Stack, StackItem, TextInput } from '@patternfly/react-core';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRules } from '../rules.ts';
import { byClient, toClientRoles, type ClientRole } from './lines.ts';
import { idOf, RuleField, textOf } from './RuleField.tsx';

const isSame = (roles: readonly ClientRole[], others: readonly ClientRole[]): boolean =>
  JSON.stringify(byClient(roles)) === JSON.stringify(byClient(others));

function ClientRoleLine({
  id,
  number,
  role,
  onChange,
  onRemove,
}: {
  readonly id: string;
  readonly number: number;
  readonly role: ClientRole;
  readonly onChange: (role: ClientRole) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  return (
    <InputGroup>
      {(['client', 'role'] as const).map((part) => (
        <InputGroupItem isFill key={part}>
          <TextInput
            {...(part === 'client' ? { id } : {})}
            aria-label={t('form.numbered', { label: t(`form.${part}`), number })}
            placeholder={t(`form.${part}`)}
            value={role[part]}
            autoComplete="off"
            onChange={(_event, text) => {
              onChange({ ...role, [part]: text });
            }}
          />
        </InputGroupItem>
      ))}
      <InputGroupItem>
        <Button
          variant="plain"
          icon={<MinusCircleIcon />}
          aria-label={t('form.remove', { what: `${role.client} ${role.role}`.trim() || t('form.role') })}
          onClick={onRemove}
        />
      </InputGroupItem>
    </InputGroup>
  );
}

/** Roles of clients, a line for each; without any, the member is left out. */
export function ClientRolesRule({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  const { page, valueAt, replace } = useRules();
  const value = toClientRoles(valueAt(path));
  // Lines that are not complete are no part of the rule.
  const [roles, setRoles] = useState(value);
  if (!isSame(roles, value)) setRoles(value);
  function change(next: readonly ClientRole[]): void {
    setRoles(next);
    replace(path, byClient(next));
  }
  return (
    <RuleField path={path} role="group">
      <Stack hasGutter>
        {roles.map((role, at) => (
          <StackItem key={at}>
            <ClientRoleLine
              id={`${idOf(path)}-${at}`}
              number={at + 1}
              role={role}
              onChange={(changed) => {
                change(roles.map((other, i) => (i === at ? changed : other)));
              }}
              onRemove={() => {
                change(roles.filter((_other, i) => i !== at));
              }}
            />
          </StackItem>
        ))}
        <StackItem>
          <Button
            id={idOf(path)}
            variant="link"
            icon={<PlusCircleIcon />}
            aria-label={t('form.addTo', { what: t(textOf(page, path)) })}
            onClick={() => {
              setRoles([...roles, { client: '', role: '' }]);
            }}
          >
            {t('form.add')}
          </Button>
        </StackItem>
      </Stack>
    </RuleField>
  );
}
