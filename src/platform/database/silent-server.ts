import { createConnection, type RowDataPacket } from 'mysql2';
import { type ConnectionInternals, internalsOf, isIdle } from './mysql2-internals';

const silentMs = 3_000;
const maxProbeMs = 3_000;

/**
 * Fails the running statement if the server is no longer executing it. A network that drops packets, or a firewall that
 * has forgotten the connection, reports nothing, and TCP alone would wait for 15 minutes. Slow statements may take any
 * time: after some seconds of silence, a second connection checks whether the server is still executing the statement.
 */
export function endWhenSilent(connection: unknown, onSilence = (): void => undefined): void {
  const core = internalsOf(connection);
  const { stream } = core;
  stream.setTimeout(silentMs);
  const checkServer = async (): Promise<void> => {
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
  stream.on('timeout', () => void checkServer());
}

/** Fails the running statement. The driver's own `destroy` would leave it pending. */
export const endAsSilent = (connection: unknown): void =>
  void internalsOf(connection).stream.destroy(
    Object.assign(new Error('the database server has fallen silent'), { code: 'ETIMEDOUT' }),
  );

/**
 * Returns false only if the server does not reply. Any reply shows that it is alive, even the reply of a proxy, which
 * uses other thread ids.
 */
function isServerAtWork({
  threadId,
  config: { host, port, user, password, ssl },
}: ConnectionInternals): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ host, port, user, password, ...(ssl && { ssl }) });
    const answer = (isAtWork: boolean): void => {
      clearTimeout(late);
      internalsOf(probe).stream.destroy();
      resolve(isAtWork);
    };
    const late = setTimeout(() => answer(false), maxProbeMs);
    probe.on('error', ({ code }) => answer(isAnswer(code)));
    probe.query<RowDataPacket[]>('SHOW PROCESSLIST', (error, threads) => {
      if (error) return answer(isAnswer(error.code));
      const find = (id: number | null): RowDataPacket | undefined => threads.find(({ Id }) => Number(Id) === id);
      const thread = find(threadId);
      answer(!find(internalsOf(probe).threadId) || (thread !== undefined && thread.Command !== 'Sleep'));
    });
  });
}

/** Errors sent by the server: too many connections, a wrong password, no TLS. */
const isAnswer = (code: string | undefined): boolean => code?.startsWith('ER_') === true;
