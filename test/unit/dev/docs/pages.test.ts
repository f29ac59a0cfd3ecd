import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApi } from '../../../../bridge/admin/openapi.ts';
import { PROBLEMS } from '../../../../bridge/admin/problem.ts';
import { ADMIN_PATH, ADMIN_ROUTES } from '../../../../bridge/admin/routes/routes.ts';
import { REALM_FINDINGS } from '../../../../bridge/doctor/codes.ts';
import { ISSUER_KINDS } from '../../../../providers/issuers/issuerKinds.ts';
import { readIssuers } from '../../../../bridge/credentials/issuers/readIssuers.ts';
import { ADMINISTRATORS, VARIABLES } from '../../../../bridge/environment.ts';
import { readScimConfig, type Authentication } from '../../../../bridge/tenants/config.ts';
import { LIMITS } from '../../../../scim/limits.ts';
import { referencePages } from '../../../../dev/docs/pages.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { OUTSIDE_FINDINGS } from '../../../../realm-config/doctor/codes.ts';
import { readFleet } from '../../../../realm-config/fleet/readFleet.ts';
import { readCode } from '../../../support/docs/markdown.ts';
import { PRESET_NAMES } from '../../../../mappers/document/presets.ts';

const committed = (name: string): Promise<string> =>
  readFile(new URL(`../../../../docs/reference/${name}`, import.meta.url), 'utf8');

describe('the reference', () => {
  // When this fails: npm run docs
  it('says what the code says', async () => {
    const pages = await referencePages();
    expect([...pages.keys()]).toEqual([
      'errors.md',
      'quirks.md',
      'presets.md',
      'mapping.md',
      'environment.md',
      'limits.md',
      'mistakes.md',
      'doctor.md',
      'authentication.md',
      'admin-api.md',
      'openapi.json',
      'realm-documents.md',
      'realm.schema.json',
    ]);
    for (const [name, text] of pages) expect([name, await committed(name)]).toEqual([name, text]);
  });

  it('has every quirk and every preset', async () => {
    const quirks = await committed('quirks.md');
    for (const name of (await loadQuirks()).keys()) expect(quirks).toContain(`| \`${name}\` `);
    const presets = await committed('presets.md');
    for (const name of PRESET_NAMES) expect(presets).toContain(`- \`${name}\`: **`);
  });

  it('has every environment variable, and every one that must not be there', async () => {
    const page = await committed('environment.md');
    for (const name of Object.keys(VARIABLES)) expect(page).toContain(`| \`${name}\` `);
    for (const name of ADMINISTRATORS) expect(page).toContain(`\`${name}\``);
  });

  it('has every limit', async () => {
    const page = await committed('limits.md');
    for (const { what } of Object.values(LIMITS)) expect(page).toContain(`| ${what} `);
  });

  it('has an example of every kind of trusted issuers, and each can be typed as it stands', async () => {
    const page = await committed('authentication.md');
    const examples = [...page.matchAll(/```json\n([^]*?)```/g)].map(
      ([, text = '']) => JSON.parse(text) as Authentication,
    );
    for (const authentication of examples) {
      expect(readScimConfig(JSON.stringify({ version: 1, authentication }))).toEqual({
        version: 1,
        authentication,
      });
    }
    const issuers = examples.flatMap(({ issuers: entries = [] }) => entries);
    expect(readIssuers(issuers, { file: 'scim.config', pointer: '' }).mistakes).toEqual([]);
    expect(issuers.map((issuer) => (issuer as { kind: string }).kind)).toEqual(
      ISSUER_KINDS.map(({ kind }) => kind),
    );
  });

  it('has every finding of an examination, each code once', async () => {
    const codes = [REALM_FINDINGS, OUTSIDE_FINDINGS].flatMap((kinds) => Object.keys(kinds));
    expect(new Set(codes).size).toBe(codes.length);
    const page = await committed('doctor.md');
    for (const code of codes) expect(page).toContain(`| \`${code}\` `);
  });

  it('has documents of realms that are read without a mistake', async () => {
    const { blocks } = readCode(await committed('realm-documents.md'));
    const folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
    const described = blocks.map(async ({ text }, at) => {
      const file = path.join(folder, `${at}.json`);
      await writeFile(file, text);
      const { realms, mistakes } = await readFleet([file], { ENTRA_SECRET: 'secret' });
      expect(mistakes).toEqual([]);
      return realms.map(({ realm }) => realm);
    });
    expect(await Promise.all(described)).toEqual([['acme'], ['acme', 'globex']]);
    await rm(folder, { recursive: true });
  });

  it('has every route and every problem of the admin API', async () => {
    const page = await committed('admin-api.md');
    for (const { method, path } of ADMIN_ROUTES.slice(1)) {
      expect(page).toContain(`### \`${method.toUpperCase()} ${path}\``);
    }
    for (const code of Object.keys(PROBLEMS)) expect(page).toContain(`| \`${code}\` `);
  });
});

describe('the OpenAPI document', () => {
  it('is one, of version 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(openApi()))).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every route, with what it takes', () => {
    const { paths } = openApi() as unknown as {
      paths: Record<string, Record<string, { operationId: string; requestBody?: unknown }>>;
    };
    const ids = new Set<string>();
    for (const { method, path, operationId, body } of ADMIN_ROUTES) {
      const operation = paths[`${ADMIN_PATH}${path === '/' ? '' : path}`]?.[method];
      expect({ path, id: operation?.operationId }).toEqual({ path, id: operationId });
      expect(operation?.requestBody === undefined).toBe(body === undefined);
      ids.add(operationId);
    }
    expect(ids.size).toBe(ADMIN_ROUTES.length);
  });
});
