import type { Operation } from '../../platform/graphql/operation';
import { forbidden, notFound, unauthenticated } from '../../errors';
import { closing } from '../../platform/graphql/closing';
import { idOf } from '../../platform/graphql/ids';
import type { Tokens } from '../auth/tokens';
import { finalStates, type Export } from './export.entity';
import type { ExportFeed, ExportWatch } from './export-feed';
import { exportScope } from './export.policy';
import type { ExportRepository } from './export.repository';

/**
 * Live exports, as states and not as a log: listen first, then read and send the present, then only newer versions. Nothing
 * is lost in between, and a subscriber that comes after the end gets that end.
 */
export class ExportSubscriptions {
  constructor(
    private readonly feed: ExportFeed,
    private readonly exports: ExportRepository,
    private readonly tokens: Tokens,
  ) {}

  /** One export, until it is at its end. */
  progress(operation: Operation, idText: string): AsyncIterableIterator<Export> {
    const id = idOf(idText);
    const { organizationId } = operation.viewer;
    const watch = this.feed.watch((row) => row.id === id && row.organizationId === organizationId);
    return closing(() => watch.close(), this.follow(operation, id, watch));
  }

  private async *follow(operation: Operation, id: number, watch: ExportWatch): AsyncGenerator<Export> {
    try {
      const first = await this.exports.find(exportScope(operation.viewer), id);
      if (!first) throw notFound('export');
      watch.handedOut(first);
      let version = 0;
      for (let row: Export | null = first; row; row = await watch.next()) {
        if (row.version <= version) continue;
        if (row !== first) await this.recheck(operation, row);
        version = row.version;
        yield row;
        if (finalStates.has(row.state)) return;
      }
    } finally {
      watch.close();
    }
  }

  /** Every export the viewer may see: the active ones at once, then each that changes, for as long as the viewer listens. */
  activity(operation: Operation): AsyncIterableIterator<Export> {
    const { organizationId, userId } = operation.viewer;
    const { onlyRequestedById } = exportScope(operation.viewer);
    const watch = this.feed.watch((row) => row.organizationId === organizationId && (onlyRequestedById === undefined || row.requestedById === userId));
    return closing(() => watch.close(), this.followAll(operation, watch));
  }

  private async *followAll(operation: Operation, watch: ExportWatch): AsyncGenerator<Export> {
    try {
      const versions = new Map<number, number>();
      for (const row of await this.exports.listActive(exportScope(operation.viewer))) watch.offer(row);
      for (let row = await watch.next(); row; row = await watch.next()) {
        if (row.version <= (versions.get(row.id) ?? 0)) continue;
        await this.recheck(operation, row);
        versions.set(row.id, row.version);
        yield row;
      }
    } finally {
      watch.close();
    }
  }

  /** A subscription outlives what was checked when it began: the token may be gone by now, or the permission. */
  private async recheck(operation: Operation, row: Export): Promise<void> {
    const viewer = await this.tokens.viewerOfToken(operation.viewer.tokenId);
    if (!viewer) throw unauthenticated();
    operation.viewer = viewer;
    const { onlyRequestedById } = exportScope(viewer);
    if (row.organizationId !== viewer.organizationId || (onlyRequestedById !== undefined && row.requestedById !== onlyRequestedById)) {
      throw forbidden('You may not see this export any more.');
    }
  }
}
