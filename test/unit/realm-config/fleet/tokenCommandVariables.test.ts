import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenCommand } from '../../../../realm-config/fleet/tokenSink.ts';

describe('the command of --token-sink', () => {
  it('has the realm and the label as variables, and the token nowhere but on its standard input', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sink-'));
    const file = path.join(folder, 'variables');
    const token = { realm: 'a "$b"', label: 'Entra ID', scimUrl: 'https://id.example.com', token: 'scim_1' };
    await tokenCommand(`printf '%s|%s\\n' "$SCIM_REALM" "$SCIM_TOKEN_LABEL" > '${file}'; env >> '${file}'`)(
      token,
    );
    const [first, ...others] = (await readFile(file, 'utf8')).split('\n');
    expect(first).toBe('a "$b"|Entra ID');
    expect(others.join('\n')).not.toContain('scim_1');
    await rm(folder, { recursive: true });
  });
});
