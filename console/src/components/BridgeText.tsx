import type { Text } from '../../../documents/text.ts';
import { inLanguage, languageOf } from '../i18n/bridgeTexts.ts';

/** What the bridge says, in the person's language as far as it is translated. */
export function BridgeText({ texts }: { readonly texts: readonly Text[] }) {
  return <span lang={languageOf(texts)}>{inLanguage(texts)}</span>;
}
