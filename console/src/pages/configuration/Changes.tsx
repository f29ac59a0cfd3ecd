import { useTranslation } from 'react-i18next';
import { Empty } from '../../components/Loaded.tsx';
import { lineDiff, withoutSame, type DiffLine } from './lineDiff.ts';

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;

function Line({ line: { kind, text } }: { readonly line: DiffLine }) {
  const content = `${SIGNS[kind]} ${text}\n`;
  if (kind === 'same') return content;
  return kind === 'added' ? (
    <ins className="scim-diff__added">{content}</ins>
  ) : (
    <del className="scim-diff__removed">{content}</del>
  );
}

/** What would be different in what is in force. */
export function Changes({ before, after }: { readonly before: string; readonly after: string }) {
  const { t } = useTranslation();
  if (before === after) return <Empty title={t('configuration.noChanges')} />;
  return (
    <pre className="scim-diff" role="region" aria-label={t('configuration.changes')} tabIndex={0}>
      {withoutSame(lineDiff(before, after)).map((line, at) =>
        line === 'gap' ? <span key={at}>{'  …\n'}</span> : <Line key={at} line={line} />,
      )}
    </pre>
  );
}
