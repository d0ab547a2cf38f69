import { ConnectionLimits } from '../../../src/api/live/connection-limits';
import { PermissionWatcher } from '../../../src/features/auth/permission-watcher';

/** What the servers of this process keep for live connections from now on. */
export class LiveCounts {
  /** Connections that count towards the limits. */
  connections = 0;
  /** Sockets and subscriptions whose permissions are checked. */
  viewers = 0;
  private readonly spies: jest.SpyInstance[];

  constructor() {
    const count = <Name extends 'connections' | 'viewers'>(name: Name, release: () => void): (() => void) => {
      this[name]++;
      let isReleased = false;
      return () => {
        if (!isReleased) this[name]--;
        isReleased = true;
        release();
      };
    };
    const { admit } = ConnectionLimits.prototype;
    const { watch } = PermissionWatcher.prototype;
    this.spies = [
      jest.spyOn(ConnectionLimits.prototype, 'admit').mockImplementation(function (this: ConnectionLimits, address) {
        const admitted = admit.call(this, address);
        return { ...admitted, release: count('connections', () => admitted.release()) };
      }),
      jest.spyOn(PermissionWatcher.prototype, 'watch').mockImplementation(function (this: PermissionWatcher, viewer) {
        return count('viewers', watch.call(this, viewer));
      }),
    ];
  }

  get areZero(): boolean {
    return this.connections === 0 && this.viewers === 0;
  }

  restore(): void {
    for (const spy of this.spies) spy.mockRestore();
  }
}
