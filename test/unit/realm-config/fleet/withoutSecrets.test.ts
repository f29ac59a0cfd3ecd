import { quote } from '../../../../documents/suggest.ts';
import { failureWithoutSecrets, withoutSecrets } from '../../../../realm-config/fleet/withoutSecrets.ts';

const KEY = `-----BEGIN KEY-----\n${'abcdef'.repeat(50)}`;

describe('a text without secrets', () => {
  it.each<[text: string, secrets: string[], shown: string]>([
    ['a s3cret and s3cret', ['s3cret'], 'a (secret) and (secret)'],
    ['is "a \\"b\\""', ['a "b"'], 'is "(secret)"'],
    ['longer', ['long', 'longer'], '(secret)'],
    ['$& stays', ['$&'], '(secret) stays'],
    ['nothing…', [], 'nothing…'],
  ])('hides them, also as JSON: %j', (text, secrets, shown) => {
    expect(withoutSecrets(text, secrets)).toBe(shown);
  });

  it('hides those that were quoted shortened, wherever they begin', () => {
    expect(withoutSecrets(`not ${quote(KEY)}.`, [KEY])).toBe('not "(secret)….');
    expect(withoutSecrets(`${quote({ key: KEY })}, ${quote([1, KEY])}`, [KEY])).toBe(
      '{"key":"(secret)…, [1,"(secret)…',
    );
  });

  it('is what is left of a failure', () => {
    const mistake = {
      file: 'a',
      pointer: '',
      code: 'missing',
      sentence: 'x s3cret',
      hint: 's3cret?',
    } as const;
    const failure = { code: 'failed', message: 's3cret', lines: ['s3cret'], mistakes: [mistake] };
    expect(JSON.stringify(failureWithoutSecrets(failure, ['s3cret']))).not.toContain('s3cret');
  });
});
