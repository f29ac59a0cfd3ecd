import type { Instructions } from '../../bridge/connecting/instructions.ts';

type Variant = Instructions['variants'][number];
type Step = Variant['steps'][number];

function fieldLines(fields: Step['fields']): string[] {
  const width = Math.max(...fields.map(({ name }) => name.length));
  return fields.map(({ name, value }) => `     ${name.padEnd(width)}  ${value}`);
}

const stepLines = ({ text, fields }: Step, number: number): string[] => [
  `${String(number).padStart(2)}. ${text}`,
  ...fieldLines(fields),
];

function methodLines({ method, otherMethods }: Variant): string[] {
  return otherMethods.flatMap(({ name, remedy, fields }) => [
    '',
    `Instead of "${method.name}": ${name}`,
    ...(remedy === undefined ? [] : [`   ! not accepted yet: ${remedy}`]),
    ...fieldLines(fields),
  ]);
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => ` - ${line}`)];
}

/** The instructions as lines. */
export function instructionLines(instructions: Instructions): string[] {
  const { realm, title, scimUrl, otherScimUrls, profile, token, findings, variants, finalSteps } =
    instructions;
  const { guide, checks, traps, tried } = instructions;
  const [only] = variants;
  const steps =
    variants.length === 1 && only !== undefined
      ? [
          '',
          ...[...only.steps, ...finalSteps].flatMap((step, at) => stepLines(step, at + 1)),
          ...methodLines(only),
        ]
      : [
          ...variants.flatMap((variant) => [
            '',
            `${variant.name ?? ''}:`,
            ...variant.steps.flatMap((step, at) => stepLines(step, at + 1)),
            ...methodLines(variant),
          ]),
          '',
          'Then, in any case:',
          ...finalSteps.flatMap((step, at) => stepLines(step, at + 1)),
        ];
  return [
    `Realm ${realm}: what to type in ${title}`,
    '',
    `  SCIM URL  ${scimUrl}`,
    ...otherScimUrls.map((url) => `      also  ${url}`),
    `  Profile   ${profile}`,
    `  Token     ${token}`,
    ...findings.map((finding) => `  ! ${finding}`),
    ...steps,
    ...section('Check', checks),
    ...section('Beware', traps),
    '',
    `More: ${guide}. ${tried}`,
  ];
}
