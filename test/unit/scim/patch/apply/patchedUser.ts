import type { Json, JsonObject } from '../../../../../scim/json.ts';
import type { PatchOptions } from '../../../../../scim/patch/change.ts';
import { ENTERPRISE_USER } from '../../../../../scim/schema/enterpriseUser.ts';
import { USER_TYPE } from '../../userType.ts';
import { patched, type SentOperation } from '../patching.ts';

export const CORE = USER_TYPE.schema.id;
export const ENTERPRISE = ENTERPRISE_USER.id;

/** The user before a PATCH. */
export const ANN: JsonObject = {
  userName: 'ann',
  active: true,
  title: 'Clerk',
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [
    { value: 'ann@work.example', type: 'work', primary: true },
    { value: 'ann@home.example', type: 'home' },
  ],
  addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
  roles: [{ value: 'a' }, { value: 'b' }],
  [ENTERPRISE]: { department: 'Sales', manager: { value: '42' } },
};
/** Her two e-mail addresses. */
export const [WORK, HOME] = ANN.emails as [JsonObject, JsonObject];

/** A case: what is sent, and what is different afterwards; `undefined` marks what is gone. */
export type Case = [
  op: SentOperation['op'],
  path: string | undefined,
  value: Json | undefined,
  Record<string, unknown>,
];
/** What is different afterwards if nothing is. */
export const NOTHING = {};

const sent = (op: SentOperation['op'], path: string | undefined, value: Json | undefined): SentOperation => ({
  op,
  ...(path === undefined ? {} : { path }),
  ...(value === undefined ? {} : { value }),
});

/** Expects the user to be as the case says after its one operation. */
export function expectCase([op, path, value, difference]: Case, options: Partial<PatchOptions> = {}): void {
  const expected = Object.entries({ ...ANN, ...difference }).filter(([, member]) => member !== undefined);
  expect(patched(ANN, [sent(op, path, value)], options)).toEqual(Object.fromEntries(expected));
}
