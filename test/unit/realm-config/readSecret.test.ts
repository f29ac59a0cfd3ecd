import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommandLine } from '../../../realm-config/commandLine.ts';
import { readSecret } from '../../../realm-config/readSecret.ts';

/** A stream that is a terminal as far as Node.js sees: it shows what is typed, unless it is in raw mode. */
class FakeTerminal extends PassThrough {
  readonly isTTY = true;
  shown = '';
  readonly modes: boolean[] = [];

  setRawMode(isRaw: boolean): this {
    this.modes.push(isRaw);
    return this;
  }

  type(text: string): void {
    if (this.modes.at(-1) !== true) this.shown += text;
    this.write(text);
  }
}

const SECRET = 'scim_a-secret-that-nobody-sees';

describe('a secret that is typed on a terminal', () => {
  it('is asked for, not shown, and leaves the terminal as it was', async () => {
    const terminal = new FakeTerminal();
    const asked: string[] = [];
    const secret = readSecret(terminal, () => asked.push('asked'));
    await sleep(1);
    for (const character of `${SECRET}x\u007f\r`) terminal.type(character);
    expect(await secret).toBe(SECRET);
    expect(asked).toEqual(['asked']);
    expect(terminal.shown).toBe('');
    expect(terminal.modes).toEqual([true, false]);
    terminal.type('ls');
    expect(terminal.shown).toBe('ls');
  });

  it('is the token of the test of a realm', async () => {
    const terminal = new FakeTerminal();
    const printed: string[] = [];
    const write = (line: string): void => {
      printed.push(line);
      if (line.startsWith('Paste the token')) terminal.type(`${SECRET}\r`);
    };
    await runCommandLine(['test', 'acme', '--url', 'http://127.0.0.1:2/x', '--token', '-', '--read-only'], {
      variables: {},
      writeLine: write,
      writeErrorLine: write,
      input: terminal,
    });
    expect(printed[0]).toBe('Paste the token, which is not shown, and press Enter:');
    expect(printed.join('\n')).toContain('The connection is refused');
    expect(printed.join('\n') + terminal.shown).not.toContain(SECRET);
  });
});

describe('a secret that is piped', () => {
  it('is the first line, and nothing is asked', async () => {
    const pipe = new PassThrough();
    pipe.end(` ${SECRET}\nmore\n`);
    const ask = (): never => {
      throw new Error('asked');
    };
    expect(await readSecret(pipe, ask)).toBe(SECRET);
    const empty = new PassThrough();
    empty.end();
    expect(await readSecret(empty, ask)).toBe('');
  });
});
