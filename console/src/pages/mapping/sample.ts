import type { Row } from './rows.ts';

type Members = Record<string, unknown>;

/** The attributes of the core schema and of the enterprise extension that have a value of their own in the sample. */
const VALUES: Readonly<Record<string, unknown>> = {
  userName: 'anna.ray@example.com',
  active: true,
  givenName: 'Anna',
  familyName: 'Ray',
  middleName: 'Maria',
  formatted: 'Dr. Anna Maria Ray',
  honorificPrefix: 'Dr.',
  honorificSuffix: 'MSc',
  externalId: '701984',
  displayName: 'Anna Ray',
  nickName: 'Annie',
  profileUrl: 'https://example.com/anna',
  title: 'Tour Guide',
  userType: 'Employee',
  preferredLanguage: 'en-GB',
  locale: 'en-GB',
  timezone: 'Europe/Vienna',
  employeeNumber: '701984',
  costCenter: '4130',
  organization: 'Example Tours',
  division: 'Travel',
  department: 'Sales',
  manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
};

/** An element of each list of the core schema. */
const ELEMENTS: Readonly<Record<string, Readonly<Members>>> = {
  emails: { value: 'anna.ray@example.com', type: 'work', primary: true },
  phoneNumbers: { value: '+43 1 5550100', type: 'work' },
  addresses: {
    streetAddress: '1 Main Street',
    locality: 'Vienna',
    postalCode: '1010',
    country: 'AT',
    type: 'work',
  },
  ims: { value: 'anna.ray' },
  photos: { value: 'https://example.com/anna.jpg', type: 'photo' },
  entitlements: { value: 'reports' },
  roles: { value: 'guide' },
  x509Certificates: { value: 'MIIB' },
};

/** A value of each type that an attribute of an extension of one's own can have. */
const OF_TYPE: Readonly<Record<string, unknown>> = {
  string: 'text',
  boolean: true,
  integer: 1,
  decimal: 1.5,
  dateTime: '2026-01-31T08:00:00Z',
  reference: 'https://example.com/1',
  binary: 'AAAA',
};

/** A path of a row: the URN of an extension, the attribute, the element that is meant, and the sub-attribute. */
const PATH = /^(?:(urn:.+):)?([^:.[\]]+)(?:\[(\w+) eq "([^"]*)"\])?(?:\.(\w+))?$/i;

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;

/** A value for an attribute as a whole. */
function valueOf(name: string, { type = 'string', multiValued = false }: Row): unknown {
  if (ELEMENTS[name] !== undefined) return [ELEMENTS[name]];
  const value = VALUES[name] ?? OF_TYPE[type];
  return multiValued ? [value] : value;
}

/** The element of a list that a path such as `phoneNumbers[type eq "mobile"]` means; it is added if it is missing. */
function elementIn(holder: Members, name: string, key: string, keyValue: string): Members {
  const list = (holder[name] ??= []) as Members[];
  const found = list.find((element) => element[key] === keyValue);
  if (found !== undefined) return found;
  const element = { [key]: keyValue };
  list.push(element);
  return element;
}

/** Writes a value for a row into the sample. */
function addRow(sample: Members, row: Row): void {
  const [, urn, name, key, keyValue = '', member = 'value'] = PATH.exec(row.scim) ?? [];
  if (name === undefined) return;
  const holder = (urn === undefined ? sample : (sample[urn] ??= {})) as Members;
  if (key !== undefined) {
    elementIn(holder, name, key, keyValue)[member] ??= ELEMENTS[name]?.[member] ?? valueOf(member, row);
  } else if (row.scim.endsWith(`${name}.${member}`)) {
    const whole = (holder[name] ??= {});
    const inWhole = isMembers(VALUES[name]) ? VALUES[name][member] : undefined;
    if (isMembers(whole) && !Array.isArray(whole)) whole[member] ??= inWhole ?? valueOf(member, row);
  } else {
    holder[name] ??= valueOf(name, row);
  }
}

/** A user to create that has every attribute that a mapping reads. */
export function sampleOf(rows: readonly Row[]): Readonly<Members> {
  const sample: Members = {};
  for (const row of rows) if (row.direction !== 'toScim') addRow(sample, row);
  const extensions = Object.keys(sample).filter((name) => name.startsWith('urn:'));
  return { schemas: [CORE, ...extensions], ...sample };
}
