import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A mail that arrived. */
interface Mail {
  readonly to: readonly string[];
  /** Headers and body, quoted-printable undone. */
  readonly text: string;
}

/** A mail server that keeps what it is sent. */
export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** Who has signed in, as `user:password`; nobody has to. */
  readonly signIns: readonly string[];
  /** Refuses everybody from now on, or no longer. */
  refuse(yes: boolean): void;
  close(): Promise<void>;
}

const unquoted = (text: string): string =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** What a mail server is told. */
interface Heard {
  readonly mail: (mail: Mail) => void;
  readonly signIn: (credentials: string) => void;
}

/** Speaks as much SMTP (RFC 5321, RFC 4954) as a sender without TLS needs. */
function serve(socket: Socket, heard: Heard, refuses: () => boolean): void {
  let unread = '';
  let to: string[] = [];
  let data = false;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  function command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') to.push(/<(.*)>/.exec(line)?.[1] ?? '');
    if (verb === 'DATA') {
      data = true;
      say('354 go on');
    } else if (verb === 'EHLO') say('250-sink\r\n250 AUTH PLAIN');
    else if (verb === 'AUTH') {
      const [, , user = '', password = ''] =
        /^(.*)\0(.*)\0(.*)$/s.exec(atob(line.slice('AUTH PLAIN '.length))) ?? [];
      heard.signIn(`${user}:${password}`);
      say('235 welcome');
    } else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else say('250 ok');
  }
  function read(): void {
    for (;;) {
      const end = unread.indexOf(data ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const piece = unread.slice(0, end);
      unread = unread.slice(end + (data ? 5 : 2));
      if (!data) command(piece);
      else {
        heard.mail({ to, text: unquoted(piece) });
        [to, data] = [[], false];
        say('250 kept');
      }
    }
  }
  socket.on('error', () => undefined);
  if (refuses()) {
    socket.end('554 closed\r\n');
    return;
  }
  say('220 sink');
  socket.on('data', (chunk) => {
    unread += chunk.toString('utf8');
    read();
  });
}

/** Starts a mail server on this machine. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: Mail[] = [];
  const signIns: string[] = [];
  let refuses = false;
  const server = createServer((socket) => {
    serve(
      socket,
      { mail: (mail) => mails.push(mail), signIn: (credentials) => signIns.push(credentials) },
      () => refuses,
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    signIns,
    refuse: (yes) => {
      refuses = yes;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
