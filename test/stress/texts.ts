import type { Random } from '../support/random.ts';

/** What is repeated: what scanners, regular expressions and decoders may stumble over. */
const RUNS = [
  ...Array.from('[]"(){}.,:;a1 %$\\/*^-_\'&<\u0000\n\t\u00e9\u200b\u202e'),
  '\u{1f3f4}\u200d',
  '\ud800',
  '[[',
  '""',
  '\\"',
  'a.',
  'a[',
  'a,',
  '[]',
  'urn:',
  'urn:a:b:',
  'not (',
  'a eq 1 and ',
  'emails[type eq "',
  'emails.',
  '__proto__.',
  'eq ',
  '=?utf-8?',
  'İ',
] as const;

const FRAMES = [
  ['', ''],
  ['userName eq "', '"'],
  ['userName co "', '"'],
  ['emails[type eq "', '"].value'],
  ['emails[', ']'],
  ['(', ')'],
  ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:', ''],
  ['urn:', ' eq 1'],
  ['', ' eq "a"'],
  ['userName', ' eq "a"'],
  ['name.', ''],
  ['"', '"'],
] as const;

const LENGTHS = [
  0, 1, 2, 30, 255, 256, 1_000, 2_047, 2_048, 2_049, 8_193, 20_000, 60_000, 400_000, 1_000_000, 3_500_000,
] as const;

const ODD = [
  '',
  ' ',
  '.',
  '..',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '%',
  '%00',
  '%ff',
  '%c0%af',
  '../../master',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e400',
  'userName',
  'emails[type eq "work" and primary eq true].value',
  'not (userName pr)',
  'urn:ietf:params:scim:schemas:core:2.0:User:userName',
  'meta.lastModified gt "2026-13-45T99:99:99Z"',
] as const;

/** A length of at most so much. */
export const hostileLength = (random: Random, most: number): number =>
  random.pick(LENGTHS.filter((length) => length <= most));

/** A text of at most so many UTF-16 units (and a frame) that something may stumble over. */
export function hostileText(random: Random, most: number): string {
  if (random.below(4) === 0) return random.pick(ODD);
  const run = random.pick(RUNS);
  const [before, after] = random.pick(FRAMES);
  return before + run.repeat(Math.ceil(hostileLength(random, most) / run.length)) + after;
}
