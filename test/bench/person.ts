import { createHash } from 'node:crypto';

/** A person of an ordinary company directory. */
export interface Person {
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly phone: string;
  readonly externalId: string;
  readonly title: string;
  readonly department: string;
  readonly employeeNumber: string;
}

const GIVEN = ['Anna', 'Ben', 'Chiara', 'David', 'Elif', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Keiko'];
const FAMILY = ['Schmidt', 'Okafor', 'Rossi', 'Nguyen', 'Lindqvist', 'Haddad', 'Moreau', 'Kowalska', 'Silva'];
const TITLES = [
  'Engineer',
  'Senior Engineer',
  'Account Manager',
  'Controller',
  'Nurse',
  'Team Lead',
  'Buyer',
];
const DEPARTMENTS = ['Research', 'Sales North', 'Sales South', 'Finance', 'Operations'];

const pick = (from: readonly string[], n: number): string => from[n % from.length] ?? '';

/** The n-th person; different numbers make different people, the same number always the same one. */
export function person(n: number): Person {
  const givenName = pick(GIVEN, n);
  const familyName = pick(FAMILY, n);
  const userName = `${givenName}.${familyName}.${n}@corp.example`.toLowerCase();
  const hex = createHash('sha256').update(userName).digest('hex');
  return {
    userName,
    givenName,
    familyName,
    email: userName,
    phone: `+49 30 ${5_000_000 + n}`,
    externalId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'),
    title: pick(TITLES, n),
    department: pick(DEPARTMENTS, n),
    employeeNumber: String(100_000 + n),
  };
}
