import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { waitFor } from '../wait-for';

/** A received mail, parsed. */
export interface ReceivedMail {
  readonly raw: string;
  /** Unfolded headers by lower-case name. A repeated name is an error. */
  readonly headers: Readonly<Record<string, string>>;
  readonly messageId: string;
  /** Decoded. */
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export function readMail(raw: string): ReceivedMail {
  const { headers, body } = takeApart(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1];
  if (!boundary) throw new Error(`no parts in ${raw}`);
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => takeApart(part.replace(/^\r\n/, '')));
  const partOf = (type: string): string => {
    const part = parts.find(({ headers: own }) => own['content-type']?.startsWith(type));
    return part ? decoded(part.body, part.headers['content-transfer-encoding'] ?? '7bit') : '';
  };
  const word = (name: string): string => decodedWords(headers[name] ?? '');
  return {
    raw,
    headers,
    messageId: headers['message-id'] ?? '',
    to: word('to'),
    from: word('from'),
    subject: word('subject'),
    text: partOf('text/plain'),
    html: partOf('text/html'),
  };
}

function takeApart(raw: string): { headers: Record<string, string>; body: string } {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    if (name in headers || !/^[a-z-]+$/.test(name)) throw new Error(`a wrong header: ${line}`);
    headers[name] = line.slice(line.indexOf(':') + 1).trim();
  }
  return { headers, body: rest.join('\r\n\r\n') };
}

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

const decoded = (body: string, encoding: string): string =>
  (
    ({ base64: Buffer.from(body, 'base64'), 'quoted-printable': quotedPrintable(body) })[encoding.toLowerCase()] ??
    Buffer.from(body, 'latin1')
  )
    .toString('utf8')
    .replace(/\r\n/g, '\n');

const decodedWords = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(=\?utf-8\?[QB]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind, text]) =>
          kind!.toUpperCase() === 'B' ? Buffer.from(text!, 'base64') : quotedPrintable(text!.replaceAll('_', ' ')),
        ),
      ).toString('utf8'),
    );

export interface MailServerAnswers {
  /** The response to a recipient. Null accepts; a promise that never settles is a mailbox that stalls. */
  recipient?(address: string): { code: number; message: string } | null | Promise<null>;
  /**
   * The response to a whole mail, which is stored by then; a promise that never settles is a server that never
   * responds.
   */
  mail?(mail: ReceivedMail): Promise<{ code: number; message: string } | null>;
  /** Whether a user may log in. Without it, no login is required. */
  user?(username: string, password: string): boolean;
}

/** A local mail server that can be stopped and started again on the same port. */
export class TestMailServer {
  readonly mails: ReceivedMail[] = [];
  port = 0;
  private server: SMTPServer | null = null;
  private readonly sockets = new Set<Socket>();

  constructor(public answers: MailServerAnswers = {}) {}

  /** Does nothing if it is running. */
  async start(): Promise<this> {
    if (this.server) return this;
    const { user } = this.answers;
    this.server = new SMTPServer({
      authOptional: !user,
      allowInsecureAuth: true,
      disabledCommands: user ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      onAuth: ({ username, password }, _session, done) =>
        user?.(username ?? '', password ?? '')
          ? done(null, { user: username ?? '' })
          : done(refusal({ code: 535, message: `no: ${username} ${password}` })),
      onRcptTo: ({ address }, _session, done) =>
        void Promise.resolve(this.answers.recipient?.(address)).then((answer) => done(refusal(answer))),
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const mail = readMail(Buffer.concat(chunks).toString('latin1'));
          this.mails.push(mail);
          void Promise.resolve(this.answers.mail?.(mail)).then((answer) => done(refusal(answer)));
        });
      },
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => this.sockets.add(socket));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }

  async until(count: number, maxMs?: number): Promise<ReceivedMail[]> {
    await waitFor(`${count} mails`, () => this.mails.length >= count, maxMs);
    return this.mails;
  }
}

function refusal(answer: { code: number; message: string } | null | undefined): Error | null {
  return answer ? Object.assign(new Error(answer.message), { responseCode: answer.code }) : null;
}
