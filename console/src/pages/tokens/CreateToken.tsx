import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../api/hooks.ts';
import { bodyOf, draftOf, isComplete, TokenForm } from '../../tokens/TokenForm.tsx';
import { TokenDialog } from './TokenDialog.tsx';

const FORM_ID = 'create-token';

/** Asks for a new token, and shows it once. */
export function CreateToken({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(draftOf);
  const creation = useChange('POST /tokens');
  return (
    <TokenDialog
      title={t('tokens.create')}
      action={t('tokens.createIt')}
      formId={FORM_ID}
      isReady={isComplete(draft)}
      isBusy={creation.isPending}
      created={creation.data?.body}
      onClose={onClose}
    >
      <TokenForm
        id={FORM_ID}
        draft={draft}
        onChange={setDraft}
        error={creation.error}
        onSubmit={() => {
          creation.mutate({ body: bodyOf(draft) });
        }}
      />
    </TokenDialog>
  );
}
