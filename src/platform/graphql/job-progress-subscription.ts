import { because } from '../../error-reasons';
import { forbidden, unknownId } from '../../errors';
import type { Viewer } from '../../viewer';
import type { Job } from '../jobs/job';
import type { JobFeed } from '../jobs/job-feed';
import type { JobRepository } from '../jobs/job-repository';
import { isInScope, type RequesterScope } from '../live/live-record';
import { RecordDeleted } from '../live/record-feed';
import { isNewer, type RecordWatch } from '../live/record-watch';
import type { Audience } from './audience';
import { closing } from './closing';
import { idOf } from './ids';
import type { Operation } from './operation';

/** Shares the subscription to one job among its watchers. */
export const jobAudience = (scopeOf: (viewer: Viewer) => RequesterScope): Audience<Job> => ({
  scope: scopeOf,
  version: (row) => row.version,
  readAtMs: (row) => row.positionReadAtMs ?? 0,
});

/**
 * One live job until it has ended, as states and not as a log: listen first, then read and send the current state, then
 * only newer versions. No change is lost in between, and a subscriber that comes after the end gets the final state.
 */
export class JobProgressSubscription<Row extends Job> {
  private readonly name: string;

  constructor(
    private readonly feed: JobFeed<Row>,
    private readonly jobs: JobRepository<Row>,
    private readonly scopeOf: (viewer: Viewer) => RequesterScope,
  ) {
    this.name = jobs.kind.name;
  }

  subscribe({ viewer }: Operation, idText: string): AsyncIterableIterator<Row> {
    const watch = this.feed.watchOne(viewer.organizationId, idOf(idText));
    return closing(() => watch.close(), this.follow(viewer, idText, watch));
  }

  private async *follow(viewer: Viewer, idText: string, watch: RecordWatch<Row>): AsyncGenerator<Row> {
    try {
      const first = await this.getCurrent(viewer, idText);
      watch.markDelivered(first);
      let seen: Row | undefined;
      for (let row: Row | null = first; row; row = await watch.next()) {
        if (!isNewer(row, seen)) continue;
        if (!isInScope(this.scopeOf(viewer), row))
          throw forbidden(`You may no longer see this ${this.name}.`, because('NO_LONGER_VISIBLE'));
        seen = row;
        yield row;
        if (!this.jobs.kind.activeStates.includes(row.state)) return;
      }
    } catch (error) {
      if (!(error instanceof RecordDeleted)) throw error;
      throw forbidden(
        `This ${this.name} no longer exists: it was deleted together with the user who requested it.`,
        because('DELETED_WITH_USER'),
      );
    } finally {
      watch.close();
    }
  }

  private async getCurrent(viewer: Viewer, idText: string): Promise<Row> {
    for (;;) {
      const read = await this.jobs.find(this.scopeOf(viewer), idOf(idText));
      if (!read) throw unknownId(this.name, idText);
      // None if the job was claimed between the two reads.
      const [row] = await this.feed.complete([read]);
      if (row) return row;
    }
  }
}
