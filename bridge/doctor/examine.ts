import { setTimeout as sleep } from 'node:timers/promises';
import { DocumentError } from '../../documents/mistake.ts';
import { KeycloakError, SignInError } from '../keycloak/port/errors.ts';
import { neededRole } from '../keycloak/port/neededRole.ts';
import type { About, Check } from './check.ts';
import { CHECKS } from './checks/checks.ts';
import { isSwitchedOff } from './checks/configurationChecks.ts';
import {
  BRIDGE_FACTS,
  createReader,
  RIGHT_TO_SEE,
  type ExaminedRealm,
  type FactName,
  type ReadFact,
} from './facts.ts';
import { findingOf, type Found, type RealmFinding } from './finding.ts';
import { formatTexts, message, type Message, type Text } from '../../documents/text.ts';

/** The outcome of a check; a `warning` is to be looked at. */
type Outcome = 'pass' | 'warning' | 'fail' | 'not checked';

/** The outcome of one check of a realm. */
export interface CheckOutcome {
  readonly check: string;
  readonly outcome: Outcome;
  /** What was seen; empty if there is nothing to say. */
  readonly seen: string;
  /** The same as data, for other languages than English. */
  readonly texts: { readonly check: readonly Text[]; readonly seen: readonly Text[] };
}

/** Everything that was found about a realm. */
export interface Examination {
  readonly checks: readonly CheckOutcome[];
  /** The SCIM URLs of the realm, the default one first; empty if they could not be read. */
  readonly scimUrls: readonly string[];
  /** The issuer in the tokens of the realm, as the bridge sees it; absent if it could not be read. */
  readonly issuer?: string;
  /** What is amiss, and what could not be looked at: each reason once. */
  readonly findings: readonly RealmFinding[];
}

/** How a realm is examined. */
export interface ExamineOptions {
  /** The time after which what has not been read is not checked. */
  readonly timeoutMs?: number;
  readonly now?: number;
}

/** A fact that could not be read, and the check that needs it. */
interface Unread {
  readonly check: string;
  readonly fact: FactName;
  readonly error: unknown;
}

/** The outcome of a check, or why it could not be made. */
type Ran = { readonly found: readonly Found[]; readonly seen: Text } | { readonly unread: Unread };

async function runCheck({ check, needs, run, seen }: Check, read: ReadFact, about: About): Promise<Ran> {
  const facts: Partial<Record<FactName, unknown>> = {};
  let fact = needs[0] ?? 'client';
  try {
    for (fact of needs) facts[fact] = await read(fact);
    const found = run(facts as never, about);
    return { found, seen: found.length === 0 ? seen(facts as never, about) : '' };
  } catch (error) {
    return { unread: { check, fact, error } };
  }
}

/** The call that failed, from the beginning of the message of an error. */
const callOf = ({ message }: KeycloakError): string => /^[A-Z]+ [^:]+/.exec(message)?.[0] ?? '';

/** The right that an error of Keycloak is about; `undefined` if it is about something else. */
function missingRight({ fact, error }: Unread): string | undefined {
  if (!(error instanceof KeycloakError) || error.failure !== 'refused' || error.status === 401)
    return undefined;
  return neededRole(callOf(error)) ?? RIGHT_TO_SEE[fact] ?? 'another right';
}

/** The name of a check as data; every one has a translation. */
const checkText = (check: string): Message => ({ template: check, values: {} });

const notAllowed = (right: string, checks: readonly string[], realm: string): Found => ({
  code: 'notChecked',
  where: message('realm {realm}', { realm }),
  evidence:
    checks.length === 0
      ? message('Your account lacks the right {right}; names in rules were not looked up.', { right })
      : message('Your account lacks the right {right}: {checks}.', { right, checks: checks.map(checkText) }),
  remedy: message('Sign in with an account that has the right {right} over the realm too.', { right }),
});

/** The mistakes of a document that could not be used, if they are not `told` yet. */
function mistakesOf({ error }: Unread, told: Set<DocumentError>): Found[] {
  if (!(error instanceof DocumentError) || told.has(error)) return [];
  told.add(error);
  return error.mistakes.map(({ file, pointer, sentence, hint }) => ({
    code: 'configuration',
    where: `${file}#${pointer}`,
    evidence: hint === undefined ? sentence : [sentence, hint],
  }));
}

/** What the checks say that could not be made, by the reason, so that one reason is told once. */
function explainUnread(
  unread: readonly Unread[],
  refusedCalls: readonly string[],
  { realm }: About,
): readonly Found[] {
  const byRight = Map.groupBy(unread, missingRight);
  // What names in rules lead to is passed over where the account may not see it.
  const hidden = refusedCalls.map((call) => neededRole(call) ?? 'another right');
  const rights = new Set([...byRight.keys(), ...hidden].filter((right) => right !== undefined));
  const others = Map.groupBy(byRight.get(undefined) ?? [], ({ error }) =>
    error instanceof Error ? error.message : String(error),
  );
  return [
    ...[...rights].map((right) =>
      notAllowed(
        right,
        (byRight.get(right) ?? []).map(({ check }) => check),
        realm,
      ),
    ),
    ...[...others].map(([reason, [first, ...rest]]): Found => {
      const isSignIn = first?.error instanceof SignInError;
      const checks = [first, ...rest].flatMap((each) => (each === undefined ? [] : checkText(each.check)));
      return {
        code: isSignIn ? 'signIn' : 'notChecked',
        where: message('realm {realm}', { realm }),
        evidence: isSignIn ? reason : message('{checks}: {reason}', { checks, reason }),
      };
    }),
  ];
}

/** The texts of what a check has seen: its first finding, or that nothing is amiss. */
function seenTexts(ran: Ran, [first, ...others]: readonly RealmFinding[]): readonly Text[] {
  if (first === undefined) return 'unread' in ran || ran.seen === '' ? [] : [ran.seen];
  const { evidence } = first.texts;
  return others.length === 0
    ? evidence
    : [...evidence, message('(and {count} more)', { count: others.length })];
}

/** The outcome of a check that has these findings. */
function outcomeOf(check: string, ran: Ran, findings: readonly RealmFinding[]): CheckOutcome {
  const isError = findings.some(({ severity }) => severity === 'error');
  const seen = seenTexts(ran, findings);
  return {
    check,
    outcome: findings.length > 0 ? (isError ? 'fail' : 'warning') : 'unread' in ran ? 'not checked' : 'pass',
    seen: formatTexts(seen),
    texts: { check: [checkText(check)], seen },
  };
}

/** Fails after the time, unless the work has ended before. */
async function deadlineAfter(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await sleep(timeoutMs, undefined, { signal });
  throw new KeycloakError('timeout', `there was no answer within ${timeoutMs / 1000} seconds`);
}

const DEFAULT_TIMEOUT_MS = 25_000;

/**
 * Examines a realm with the rights of the account that asks: makes every check, and says of each what was found. What
 * cannot be read is a finding, and stops no other check; only a realm that does not exist, and an access token that
 * Keycloak does not accept, are errors.
 */
export async function examine(
  examined: ExaminedRealm,
  { timeoutMs = DEFAULT_TIMEOUT_MS, now = Date.now() }: ExamineOptions = {},
): Promise<Examination> {
  const { realm, inspection, bridgeClientId, bridge } = examined;
  const about: About = { realm: realm.name, bridgeClientId, now };
  const ended = new AbortController();
  const deadline = deadlineAfter(timeoutMs, ended.signal);
  deadline.catch(() => undefined);
  const read = createReader(examined, deadline);
  const isOff = await read('client').then(isSwitchedOff, () => false);
  const checks = CHECKS.filter(
    ({ needs, whileOff = false }) =>
      (whileOff || !isOff) && (bridge !== undefined || !needs.some((fact) => BRIDGE_FACTS.includes(fact))),
  );
  const ran = await Promise.all(checks.map((check) => runCheck(check, read, about)));
  const scimUrls = await read('scimUrls').catch(() => []);
  const issuer = await read('issuer').catch(() => undefined);
  ended.abort();
  const unread = ran.flatMap((result) => ('unread' in result ? [result.unread] : []));
  for (const each of unread) if (isAboutCaller(each)) throw each.error;
  const documentErrors = new Set<DocumentError>();
  const findings: RealmFinding[] = [];
  const outcomes = ran.map((result, at): CheckOutcome => {
    const found = 'unread' in result ? mistakesOf(result.unread, documentErrors) : result.found;
    const own = found.map((each) => findingOf(each, realm.name));
    findings.push(...own);
    return outcomeOf(checks[at]?.check ?? '', result, own);
  });
  const unexplained = unread.filter(({ error }) => !(error instanceof DocumentError));
  const explained = explainUnread(unexplained, inspection.refusedCalls(), about);
  return {
    scimUrls,
    ...(issuer === undefined ? {} : { issuer }),
    checks: outcomes,
    findings: [...findings, ...explained.map((each) => findingOf(each, realm.name))],
  };
}

/** Whether an error is about who asks, or for what, and not about the realm. */
const isAboutCaller = ({ error, fact }: Unread): boolean =>
  error instanceof KeycloakError &&
  !(error instanceof SignInError) &&
  (error.status === 401 || (error.failure === 'notFound' && ['client', 'settings'].includes(fact)));
