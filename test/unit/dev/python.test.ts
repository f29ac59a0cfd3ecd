import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePython } from '../../../dev/python.ts';
import { fakeMachine, type FakeMachine } from '../../support/processes/fakeTools.ts';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

/** A Python that will do, whose pip does this. */
const python = (pip = '') => `
case "$*" in
  -c*) echo "$0 3.12" ;;
  *venv*) mkdir -p "$3/bin"; cat "$0" >"$3/bin/python"; chmod +x "$3/bin/python" ;;
  *pip*) ${pip || 'echo "$@" >"$0.packages"'} ;;
esac`;

const ensure = (root = false) =>
  ensurePython(['a==1', 'b==2'], { env: machine.env, log: (line) => machine.said.push(line), root });

const missing = /^Python 3\.11 or newer with venv is needed: install it .* or name it in PYTHON\.$/;

describe('ensurePython', () => {
  it('asks for Python when there is none', async () => {
    await expect(ensure()).rejects.toThrow(missing);
  });

  it('asks for another one when it is too old or has no venv', async () => {
    await machine.tool('python3', 'exit 1');
    await expect(ensure()).rejects.toThrow(missing);
  });

  it('installs the packages once', async () => {
    await machine.tool('python3', python());
    const interpreter = await ensure();
    expect(await readdir(join(interpreter, '..'))).toEqual(['python', 'python.packages']);
    expect(await ensure()).toBe(interpreter);
    expect(machine.said).toEqual(['Installing a==1, b==2 from PyPI (only this once).']);
  });

  it('keeps nothing of a failed installation', async () => {
    await machine.tool('python3', python('echo "no matching distribution"; exit 1'));
    await expect(ensure()).rejects.toThrow(
      /^pip could not install a==1, b==2: .*\nno matching distribution$/,
    );
    expect(await readdir(join(machine.folder, 'cache'))).toEqual([]);
  });

  it('lets root install a missing Python', async () => {
    await machine.tool('new-python', python());
    await machine.tool(
      'apt-get',
      'case "$*" in *install*) cat >"${0%apt-get}python3" <"${0%apt-get}new-python" ;; esac',
    );
    await machine.tool('python3', 'exit 1');
    await expect(ensure(true)).resolves.toMatch(/python$/);
    expect(machine.said[0]).toBe('Installing python3-venv with apt-get.');
  });
});
