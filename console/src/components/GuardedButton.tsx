import { Button, Tooltip, type ButtonProps } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useMay, type Right } from '../api/caller.ts';
import { useAdminApi } from '../api/hooks.ts';

/** A button for those who have a right; others see it, and what they lack. */
export function GuardedButton({ right, ...props }: ButtonProps & { readonly right: Right }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const isAllowed = useMay(right);
  if (isAllowed) return <Button {...props} />;
  return (
    // The tooltip's own element has no box: what lays out its children needs one.
    <span>
      <Tooltip content={t('right.needed', { right, realm })}>
        <Button {...props} isDisabled={false} isAriaDisabled />
      </Tooltip>
    </span>
  );
}
