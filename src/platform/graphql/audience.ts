import type { Viewer } from '../../viewer';

/**
 * Of a subscription whose every event is the whole present state: for whom that state is one and the same, so that it need be
 * computed only once for all of them. Stands in the extensions of its root field, as `audience`.
 */
export interface Audience<Event = unknown> {
  /** What a viewer may see, as data. The same for two viewers of one organization, role and permissions: then they see the same. */
  readonly scope: (viewer: Viewer) => unknown;
  /**
   * By type, the fields of which that is true. An operation that selects any other is run for each who asks: whoever adds a field
   * that looks at the viewer need not know of this list.
   */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Grows from one state to the next. Absent: the state is that of when the event came. */
  readonly version?: (event: Event) => number;
  /** When that was read which changes while the version does not; of two states with the same version, the later one is shown. */
  readonly readAtMs?: (event: Event) => number;
}
