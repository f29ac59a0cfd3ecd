import type { KeycloakUser } from '../../../bridge/keycloak/port/users.ts';
import { toResource, toWrite, withoutOwn } from '../../../bridge/resources/users/userView.ts';
import { previewTenant } from '../../../bridge/tenants/preview.ts';
import { applyQuirks, type WireRequest } from '../../../mappers/rewriting/quirk.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { parseFilter } from '../../../scim/filter/parse.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch } from '../../../scim/patch/operations.ts';
import { parseJson } from '../../../scim/parseJson.ts';
import { compileProjection } from '../../../scim/projection.ts';
import { readResource } from '../../../scim/resource.ts';
import { createMemoryRealm } from '../../support/memory/memoryRealm.ts';
import { cpuTime } from '../../support/load/cpuTime.ts';
import { scimUser } from '../contenders/scimClient.ts';
import { median } from '../figures.ts';
import { person } from '../person.ts';

// What the bridge does between the two networks, step by step, without Keycloak and HTTP: microseconds of CPU time.

const ROUNDS = 15;
const REPEATS = 2_000;

const defaults = {
  publicUrl: 'https://scim.example.test',
  scanLimit: 100,
  quirks: await loadQuirks(),
  mayAsk: () => true,
};
const tenant = await previewTenant(createMemoryRealm().realm, defaults, {
  profile: 'azure',
  config: { version: 1 },
});
const { userType: type } = tenant;

const { unknownAttributes: unknown, ...behaviours } = tenant.behaviours;
const reading = { ...behaviours, unknown, ignored: () => undefined };

const body = JSON.stringify(scimUser(person(7), { withPhone: true }));
const patchText = JSON.stringify({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [
    { op: 'Replace', path: 'title', value: 'Controller' },
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ann@example.com' },
    {
      op: 'Add',
      path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      value: 'Sales',
    },
    { op: 'Replace', path: 'active', value: 'False' },
  ],
});

const wire = (method: WireRequest['method'], message: WireRequest['message'], text: string): WireRequest => ({
  ...{ method, message, type },
  aliases: tenant.profile.user.aliases,
  body: parseJson(text),
  filter: undefined,
});
const created = wire('POST', 'resource', body);
const patched = wire('PATCH', 'patch', patchText);
const strictPatch = applyQuirks(tenant.quirks, patched).request.body;
const read = readResource(type, applyQuirks(tenant.quirks, created).request.body, reading);
const user: KeycloakUser = {
  ...{ id: '64347136-9657-48cb-9010-02c3a2ac3834', createdTimestamp: 1_795_944_364_182 },
  ...toWrite(tenant, read),
  ...{ emailVerified: false, serviceAccount: false, federated: false },
};
const resource = toResource(tenant, user);
const everything = compileProjection(type, {});

const STEPS: Readonly<Record<string, () => unknown>> = {
  'parse a user': () => parseJson(body),
  'parse a PATCH': () => parseJson(patchText),
  'quirks on a user': () => applyQuirks(tenant.quirks, created),
  'quirks on a PATCH': () => applyQuirks(tenant.quirks, patched),
  'validate a user': () => readResource(type, created.body, reading),
  'read and apply a PATCH': () =>
    applyPatch(type, withoutOwn(resource), readPatch(type, strictPatch), reading),
  'map to Keycloak': () => toWrite(tenant, read, user),
  'map from Keycloak': () => toResource(tenant, user),
  'compile a projection': () =>
    compileProjection(type, { attributes: ['userName', 'name.givenName', 'emails'] }),
  project: () => everything.show(resource),
  serialise: () => JSON.stringify(resource),
  'parse a filter': () => parseFilter('userName eq "ann@example.com" and emails[type eq "work"].value pr'),
};

/** Runs a step so often that its CPU time can be measured. */
function repeat(step: () => unknown): void {
  for (let n = 0; n < REPEATS; n += 1) step();
}

const figures = new Map(Object.keys(STEPS).map((name): [string, number[]] => [name, []]));
for (const step of Object.values(STEPS)) repeat(step);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, step] of Object.entries(STEPS)) {
    const milliseconds = await cpuTime(() => {
      repeat(step);
    });
    figures.get(name)?.push((milliseconds * 1_000) / REPEATS);
  }
}
console.log('step                      µs of CPU');
for (const [name, values] of figures) console.log(name.padEnd(26) + median(values).toFixed(1).padStart(9));
