import type { Dependencies, Room } from '../room';
import type { RollupFeed } from './rollup-feed';
import { Rollups } from './rollups';

interface RollupDependencies extends Dependencies {
  readonly rollupFeed: RollupFeed;
}

export const rollupsRoom: Room<RollupDependencies> = {
  startInServer: ({ rollupFeed }) => rollupFeed,
  startInWorker({ dataSource, config, rollupSources, log, pollScale }) {
    const rollups = new Rollups(dataSource, config, rollupSources, log, pollScale);
    rollups.start();
    return rollups;
  },
};
