import { addressFindings } from '../../mappers/addressFindings.ts';
import { formatText, formatTexts, message, type Message, type Text } from '../../documents/text.ts';
import { ISSUER_SHORTCUTS } from '../../providers/issuers/shortcuts.ts';
import { examineAddress } from './address.ts';
import { PROVIDERS } from '../../providers/connectionTests.ts';
import { findingTexts } from '../tenants/lint.ts';
import { acceptance, isPreferred, issuerOf, type RealmFacts } from './realmFacts.ts';
import type {
  AuthenticationMethod,
  CredentialKind,
  Field,
  FieldSecret,
  ProviderGuide,
  Step,
  Variant,
} from '../../providers/guides/guide.ts';
import { shellWord } from '../../providers/scripts/quote.ts';

/** Sentences as data, for other languages than English. */
type Texts = readonly Text[];

/** A field of a form, with the realm's own value. */
interface FilledField {
  readonly name: string;
  /** What is typed; if that is a secret, how it is typed or where it comes from. */
  readonly value: string;
  /** The secret that is typed, which these instructions do not have. */
  readonly secret?: FieldSecret;
  readonly texts: { readonly value: Texts };
}

/** A step with the realm's own values. */
interface FilledStep {
  readonly text: string;
  readonly fields: readonly FilledField[];
  readonly texts: { readonly text: Texts };
}

/** A way to authenticate, and whether the realm accepts it. */
interface FilledMethod {
  readonly name: string;
  readonly credential: CredentialKind;
  readonly accepted: boolean;
  /** What makes the realm accept it; absent if it does. */
  readonly remedy?: string;
  readonly fields: readonly FilledField[];
  readonly texts: { readonly name: Texts; readonly remedy: Texts };
}

/** One way to set an identity provider up for a realm. */
interface FilledVariant {
  readonly name?: string;
  /** The steps, with the fields of the first method. */
  readonly steps: readonly FilledStep[];
  readonly method: FilledMethod;
  readonly otherMethods: readonly FilledMethod[];
  readonly texts: { readonly name: Texts };
}

/** What to type at an identity provider for a realm, what to check then, and what to beware of. */
export interface Instructions {
  readonly realm: string;
  readonly provider: string;
  readonly title: string;
  readonly guide: string;
  readonly scimUrl: string;
  /** Further SCIM URLs under which clients reach the realm. */
  readonly otherScimUrls: readonly string[];
  readonly profile: string;
  /** Where the static token comes from. */
  readonly token: string;
  /** What does not fit this provider, or not yet. */
  readonly findings: readonly string[];
  readonly variants: readonly FilledVariant[];
  /** What follows in every variant. */
  readonly finalSteps: readonly FilledStep[];
  readonly checks: readonly string[];
  readonly traps: readonly string[];
  readonly tried: string;
  /** The findings and traps as data, each in its order. */
  readonly texts: { readonly findings: readonly Texts[]; readonly traps: readonly Texts[] };
}

/** Puts the realm's values into a template. */
type Fill = (template: string) => Message;

/** Words of a guide that no values of a realm stand in. */
const words = (template: string): Texts => [{ template, values: {} }];

function filler({ realm, scimUrl, connection }: RealmFacts): Fill {
  const issuerValues = ISSUER_SHORTCUTS.map(({ kind, parameter, placeholder }) => {
    const value = issuerOf({ connection }, kind)?.parameters[parameter];
    return [parameter, typeof value === 'string' ? value : placeholder] as const;
  });
  const values: Readonly<Record<string, string>> = {
    realm: shellWord(realm),
    scimUrl,
    tokenEndpoint: connection.tokenEndpoint,
    clientId: connection.clientId,
    scope: connection.scope,
    ...Object.fromEntries(issuerValues),
  };
  return (template) => ({
    template,
    values: Object.fromEntries(Object.entries(values).filter(([name]) => template.includes(`{${name}}`))),
  });
}

const filledFields = (fields: readonly Field[], fill: Fill): FilledField[] =>
  fields.map(([name, value, secret]) => ({
    name,
    value: formatText(fill(value)),
    ...(secret === undefined ? {} : { secret }),
    texts: { value: [fill(value)] },
  }));

function filledMethod(
  { name, credential, fields }: AuthenticationMethod,
  facts: RealmFacts,
  fill: Fill,
): FilledMethod {
  const { accepted, remedy } = acceptance(credential, facts);
  return {
    name,
    credential,
    accepted,
    ...(accepted ? {} : { remedy: formatText(fill(remedy)) }),
    fields: filledFields(fields, fill),
    texts: { name: words(name), remedy: accepted ? [] : [fill(remedy)] },
  };
}

const filledStep = ({ text, fields = [] }: Step, fill: Fill): FilledStep => ({
  text,
  fields: filledFields(fields, fill),
  texts: { text: words(text) },
});

function filledVariant({ name, steps, methods }: Variant, facts: RealmFacts, fill: Fill): FilledVariant {
  const chosen =
    methods.find(({ credential }) => isPreferred(credential, facts)) ??
    methods.find(({ credential }) => acceptance(credential, facts).accepted) ??
    methods[0];
  if (chosen === undefined) throw new Error('A variant has no method of authentication.');
  const method = filledMethod(chosen, facts, fill);
  return {
    ...(name === undefined ? {} : { name }),
    steps: steps.map((step) =>
      step.authenticates === true
        ? { ...filledStep(step, fill), fields: method.fields }
        : filledStep(step, fill),
    ),
    method,
    otherMethods: methods
      .filter((other) => other !== chosen)
      .map((other) => filledMethod(other, facts, fill)),
    texts: { name: name === undefined ? [] : words(name) },
  };
}

/** Whether the profile fits the provider; `undefined` if it is the one that is made for it. */
function profileFinding(
  { title, profile, withGeneric }: ProviderGuide,
  facts: RealmFacts,
): Texts | undefined {
  const actual = facts.status.profile;
  if (actual === profile) return undefined;
  const remedy = message(
    '"realm-config enable {realm} --profile {profile}" changes it; tokens stay the same.',
    {
      realm: shellWord(facts.realm),
      profile,
    },
  );
  return actual === 'generic' && withGeneric !== undefined
    ? [message('The profile generic understands {title} too.', { title }), ...words(withGeneric), remedy]
    : [
        message('The profile {actual} is not made for {title}; {profile} is.', { actual, title, profile }),
        remedy,
      ];
}

function findingsOf(provider: ProviderGuide, facts: RealmFacts, variants: readonly FilledVariant[]): Texts[] {
  const { status, scimUrl } = facts;
  const { outcome, texts } = examineAddress(scimUrl);
  return [
    ...(status.served ? [] : [[message('The realm is not served.'), ...status.problems]]),
    ...(status.mode === 'observe'
      ? [[message('The realm observes: requests are checked and recorded, nothing is written.')]]
      : []),
    profileFinding(provider, facts),
    ...(outcome === 'pass' ? [] : [texts]),
    ...addressFindings(provider.profile, [scimUrl]).map(findingTexts),
    ...variants.flatMap(({ method: { name, accepted, texts } }) =>
      accepted
        ? []
        : [
            [
              message('The realm does not accept "{method}" yet: {remedy}.', {
                method: { template: name, values: {} },
                remedy: texts.remedy,
              }),
            ],
          ],
    ),
  ].filter((finding) => finding !== undefined);
}

function tokenText({ name }: ProviderGuide, facts: RealmFacts): string {
  const { accepted, remedy } = acceptance('staticToken', facts);
  if (!accepted) return `none: ${remedy}`;
  const { staticTokens } = facts.status.credentials;
  const count = staticTokens === 1 ? '1 valid token' : `${staticTokens} valid tokens`;
  return [
    `"realm-config token new ${shellWord(facts.realm)} --label ${name}" shows a new one, once.`,
    staticTokens === 0
      ? 'The realm has no valid token.'
      : `The realm has ${count}, which cannot be shown again.`,
  ].join(' ');
}

function checksOf({ title }: ProviderGuide, { realm }: RealmFacts): string[] {
  const word = shellWord(realm);
  const shown = PROVIDERS.find(({ name }) => name === title);
  return [
    `"realm-config test ${word}" calls the SCIM URL from outside, as the identity provider will.`,
    ...(shown === undefined ? [] : [`${shown.button} shows words like these: "${shown.success}".`]),
    `"realm-config log ${word} --kind read" shows that the connection test arrived, "log ${word} --failed" why it was refused.`,
  ];
}

/** Says what to type at an identity provider for a realm. */
export function instructionsFor(provider: ProviderGuide, facts: RealmFacts): Instructions {
  const { realm, scimUrl, status, connection } = facts;
  const { name, title, guide, finalSteps, traps, tried } = provider;
  const fill = filler(facts);
  const variants = provider.variants.map((variant) => filledVariant(variant, facts, fill));
  const findings = findingsOf(provider, facts, variants);
  return {
    realm,
    provider: name,
    title,
    guide,
    scimUrl,
    otherScimUrls: connection.scimUrls.filter((url) => url !== scimUrl),
    profile: status.profile,
    token: tokenText(provider, facts),
    findings: findings.map((texts) => formatTexts(texts)),
    variants,
    finalSteps: finalSteps.map((step) => filledStep(step, fill)),
    checks: checksOf(provider, facts),
    traps,
    tried,
    texts: { findings, traps: traps.map(words) },
  };
}
