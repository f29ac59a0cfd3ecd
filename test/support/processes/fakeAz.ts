import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FakeGraph } from '../servers/fakeGraph.ts';

/** A folder for PATH with an `az` in it, the Azure CLI as far as `az rest` goes. */
export interface FakeAz {
  readonly folder: string;
  /** The Graph that it reaches. */
  graph: FakeGraph;
  /** The arguments of each call. */
  readonly calls: (readonly string[])[];
  close(): Promise<void>;
}

/** Sends its arguments, and its standard input where it is the body, to the test; with builtins, as it runs often. */
const program = (port: number): string => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
body=
case " $* " in *' @- '*) IFS= read -r -d '' body ;; esac
printf '%s\\0' "$@" "$body" END >&3
IFS= read -r code <&3
IFS= read -r -d '' output <&3
if [ "$code" = 0 ]; then printf '%s' "$output"; else printf '%s' "$output" >&2; fi
exit "$code"
`;

const END = '\0END\0';

const VALUED = ['--method', '--url', '--headers', '--body', '--output'];

/** What a call of `az rest` sends, and what it prints. */
function answer(
  graph: FakeGraph,
  [command, ...args]: readonly string[],
  input: string,
): [code: number, output: string] {
  if (command !== 'rest') return [2, `'${command ?? ''}' is misspelled or not recognized by the system.\n`];
  const values = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at] ?? '';
    if (name === '--only-show-errors') continue;
    if (!VALUED.includes(name)) return [2, `unrecognized arguments: ${name}\n`];
    at += 1;
    values.set(name, args[at] ?? '');
  }
  const body = values.get('--body');
  if (body !== undefined && body !== '@-') return [2, 'the body is among the arguments\n'];
  const method = values.get('--method')?.toUpperCase() ?? 'GET';
  const sent = body === undefined ? undefined : (JSON.parse(input) as unknown);
  const answered = graph.send(method, values.get('--url') ?? '', sent);
  const text = answered.body === undefined ? '' : `${JSON.stringify(answered.body, null, 2)}\n`;
  return answered.status < 400 ? [0, text] : [1, `ERROR: Bad Request(${text.trim()})\n`];
}

/** Makes the folder. */
export async function createFakeAz(graph: FakeGraph): Promise<FakeAz> {
  const folder = await mkdtemp(path.join(tmpdir(), 'az-'));
  const calls: (readonly string[])[] = [];
  const fake = { folder, graph, calls };
  const serve = (socket: Socket): void => {
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (!text.endsWith(END)) return;
      const words = text.slice(0, -END.length).split('\0');
      const args = words.slice(0, -1);
      calls.push(args);
      const [code, output] = answer(fake.graph, args, words.at(-1) ?? '');
      socket.end(`${code}\n${output}`);
    });
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await writeFile(path.join(folder, 'az'), program(port));
  await chmod(path.join(folder, 'az'), 0o755);
  return Object.assign(fake, {
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  });
}
