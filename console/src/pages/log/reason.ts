import type { TFunction } from 'i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { formatChoice } from '../../i18n/format.ts';

type Reason = NonNullable<JournalEntry['reason']>;

/** Why a request was refused or failed, in the person's language; empty if a newer bridge has another code. */
export function reasonText({ code, values }: Reason, t: TFunction): string {
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : formatChoice(value.map((text) => t('log.quoted', { text }))),
  ]);
  return t(`log.reason.${code}`, {
    ...(Object.fromEntries(texts) as Record<string, string>),
    defaultValue: '',
  });
}
