import { Button } from '@patternfly/react-core';
import ArrowDownIcon from '@patternfly/react-icons/dist/esm/icons/arrow-down-icon';
import ArrowUpIcon from '@patternfly/react-icons/dist/esm/icons/arrow-up-icon';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import { useTranslation } from 'react-i18next';
import { moved } from './transforms.ts';

/** Moves an element of a list up and down, and takes it out. */
export function OrderButtons<T>({
  what,
  list,
  at,
  onChange,
}: {
  /** The name of the element. */
  readonly what: string;
  readonly list: readonly T[];
  readonly at: number;
  readonly onChange: (list: readonly T[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <span className="scim-one-line">
      <Button
        variant="plain"
        icon={<ArrowUpIcon />}
        aria-label={t('mapping.moveUp', { what })}
        isDisabled={at === 0}
        onClick={() => {
          onChange(moved(list, at, -1));
        }}
      />
      <Button
        variant="plain"
        icon={<ArrowDownIcon />}
        aria-label={t('mapping.moveDown', { what })}
        isDisabled={at === list.length - 1}
        onClick={() => {
          onChange(moved(list, at, 1));
        }}
      />
      <Button
        variant="plain"
        icon={<MinusCircleIcon />}
        aria-label={t('form.remove', { what })}
        onClick={() => {
          onChange(list.filter((_element, i) => i !== at));
        }}
      />
    </span>
  );
}
