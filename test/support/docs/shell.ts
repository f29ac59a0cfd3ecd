import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runRealmConfig } from '../processes/realmConfig.ts';

/** A script that has ended. */
interface ScriptResult {
  readonly code: number | null;
  /** Standard output and standard error as a person would see them. */
  readonly screen: string;
}

/** A shell in which `npm run realm-config` and `jq` run within this process, and everything else as it is. */
export interface DocumentedShell {
  /** Where scripts run. */
  readonly folder: string;
  /** Runs a script with these variables until a command of it fails. */
  run(script: string, variables: Readonly<Record<string, string>>): Promise<ScriptResult>;
  /** Writes a file into the folder, and gives its path. */
  write(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

/** What a program of the shell sends: its name, its folder, its arguments, its standard input and its environment. */
interface Call {
  readonly program: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly input: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Programs that start take a second of work each, and pages print a hundred commands: these send their arguments to
 * the test instead.
 */
const program = (name: string, port: number, input: string): string => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
{ printf '%s\\0' ${name} "$PWD" "$#" "$@" "${input}"; env -0; printf 'END\\0\\0'; } >&3
read -r code <&3
cat <&3
exit "$code"
`;

const END = 'END\0\0';

function readCall(text: string): Call {
  const [name = '', folder = '', count = '', ...others] = text.split('\0');
  const args = others.slice(0, Number(count));
  const [input = '', ...variables] = others.slice(Number(count));
  return {
    program: name,
    folder,
    args,
    input,
    variables: Object.fromEntries(
      variables
        .filter((variable) => variable.includes('='))
        .map((variable) => {
          const [name = ''] = variable.split('=', 1);
          return [name, variable.slice(name.length + 1)] as const;
        }),
    ),
  };
}

/** What `jq -r` says to a path such as `.[0].id`. */
function valueAt(json: string, jqPath: string): string {
  let value: unknown = JSON.parse(json);
  for (const [, index, name] of jqPath.matchAll(/\[(\d+)\]|\.?(\w+)/g)) {
    value = (value as Record<string, unknown> | undefined)?.[index ?? name ?? ''];
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function answer({ program, folder, args, input, variables }: Call): Promise<[number, string]> {
  if (program === 'jq') return [0, `${valueAt(input, args.at(-1) ?? '')}\n`];
  const words = args.filter((word) => word !== '-s');
  if (words.slice(0, 3).join(' ') !== 'run realm-config --')
    return [127, `not run here: npm ${words.join(' ')}\n`];
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { code, stdout, stderr } = await runRealmConfig(words.slice(3), variables);
    // What npm says first, on standard output too: a file or a program that is to have the output needs "-s".
    const banner = args.includes('-s') ? '' : `\n> realm-config\n> ${words.slice(3).join(' ')}\n\n`;
    return [code ?? 1, banner + stdout + stderr];
  } finally {
    process.chdir(before);
  }
}

function serve(socket: Socket): void {
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (!text.endsWith(END)) return;
    answer(readCall(text.slice(0, -END.length))).then(
      ([code, output]) => socket.end(`${code}\n${output}`),
      (error: unknown) => socket.end(`1\n${String(error)}\n`),
    );
  });
}

/** Opens a shell in a folder of its own. */
export async function openDocumentedShell(): Promise<DocumentedShell> {
  const before = process.cwd();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'documented-')));
  const [bin, folder] = [path.join(root, 'bin'), path.join(root, 'work')];
  await mkdir(bin);
  await mkdir(folder);
  for (const [name, input] of [
    ['npm', ''],
    ['jq', '$(cat)'],
  ] as const) {
    await writeFile(path.join(bin, name), program(name, port, input));
    await chmod(path.join(bin, name), 0o755);
  }
  return {
    folder,
    run: (script, variables) =>
      new Promise((resolve, reject) => {
        const child = spawn('bash', ['-c', `set -euo pipefail\n${script}`], {
          cwd: folder,
          env: { ...variables, PATH: `${bin}:${process.env.PATH ?? ''}`, HOME: root },
        });
        let screen = '';
        for (const stream of [child.stdout, child.stderr]) {
          stream.setEncoding('utf8').on('data', (text: string) => {
            screen += text;
          });
        }
        child.once('error', reject);
        child.once('close', (code) => {
          resolve({ code, screen });
        });
      }),
    async write(name, text) {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    },
    async close() {
      // A command that never ends must not leave this process in a folder that is gone.
      process.chdir(before);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true });
    },
  };
}
