import type { Socket } from 'node:net';
import { type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2';

const silentMs = 3_000;
const maxAskingMs = 3_000;

/** A part of the driver that it does not describe. */
interface CoreConnection {
  readonly config: Pick<ConnectionOptions, 'host' | 'port' | 'user' | 'password' | 'ssl'>;
  readonly stream: Socket;
  /** The server's name for the connection. */
  readonly threadId: number | null;
  /** What is running. */
  readonly _command?: unknown;
}

/**
 * Fails what runs on this connection when its server is not at it any more: a network that drops packets, or a firewall
 * that forgot the connection, says nothing, and TCP itself would wait for a quarter of an hour. A statement may take as
 * long as it takes: after some seconds of silence the server is asked, on another connection, whether it is still at
 * work.
 */
export function endWhenSilent(connection: unknown, onSilence = (): void => undefined): void {
  const core = connection as CoreConnection;
  const { stream } = core;
  stream.setTimeout(silentMs);
  const askServer = async (): Promise<void> => {
    if (isIdle(core)) return;
    const heard = stream.bytesRead;
    const isAtWork = await isServerAtWork(core);
    if (stream.destroyed || isIdle(core) || stream.bytesRead > heard) return;
    if (isAtWork) stream.setTimeout(silentMs);
    else {
      endAsSilent(connection);
      onSilence();
    }
  };
  stream.on('timeout', () => void askServer());
}

export const isIdle = (connection: unknown): boolean => !(connection as CoreConnection)._command;

/** What runs on it fails. The driver's own `destroy` would leave that waiting. */
export const endAsSilent = (connection: unknown): void =>
  void (connection as CoreConnection).stream.destroy(
    Object.assign(new Error('the database server has fallen silent'), { code: 'ETIMEDOUT' }),
  );

/**
 * Only silence is a no. Whatever else is answered comes from a server that lives, and so does what a proxy in between
 * answers, which has names of its own.
 */
function isServerAtWork({ threadId, config: { host, port, user, password, ssl } }: CoreConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = createConnection({ host, port, user, password, ...(ssl && { ssl }) });
    const answer = (isAtWork: boolean): void => {
      clearTimeout(late);
      (asking as unknown as CoreConnection).stream.destroy();
      resolve(isAtWork);
    };
    const late = setTimeout(() => answer(false), maxAskingMs);
    asking.on('error', ({ code }) => answer(isAnswer(code)));
    asking.query<RowDataPacket[]>('SHOW PROCESSLIST', (error, threads) => {
      if (error) return answer(isAnswer(error.code));
      const find = (wanted: number | null): RowDataPacket | undefined =>
        threads.find(({ Id }) => Number(Id) === wanted);
      const asked = find(threadId);
      answer(
        !find((asking as unknown as CoreConnection).threadId) || (asked !== undefined && asked.Command !== 'Sleep'),
      );
    });
  });
}

/** The server's own refusals: too many connections, a wrong password, no TLS. */
const isAnswer = (code: string | undefined): boolean => code?.startsWith('ER_') === true;
