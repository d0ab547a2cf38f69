import type { GraphQLField, GraphQLObjectType } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Viewer } from '../../viewer';

/**
 * Of a subscription whose every event is the whole present state: for whom that state is one and the same, so that it
 * need be computed only once for all of them. Stands in the extensions of its root field, as `audience`.
 */
export interface Audience<Event = unknown> {
  /**
   * What a viewer may see, as data. The same for two viewers of one organization, role and permissions: then they see
   * the same.
   */
  readonly scope: (viewer: Viewer) => unknown;
  /** Grows from one state to the next. Absent: the state is that of when the event came. */
  readonly version?: (event: Event) => number;
  /**
   * When that was read which changes while the version does not; of two states with the same version, the later one is
   * shown.
   */
  readonly readAtMs?: (event: Event) => number;
}

type Sharing = 'SHARED' | 'PER_VIEWER';

/**
 * Marks a field that has the same value for all viewers of one audience, so that it may be resolved once for all of
 * them. Every field that such a subscription reaches has this mark or `PerViewer`.
 */
export const Shared = (): PropertyDecorator & MethodDecorator => Extensions({ sharing: 'SHARED' satisfies Sharing });

/**
 * Marks a field whose value depends on who reads it, such as a link: an operation that selects it is executed for each
 * viewer. On a type it covers the fields without a mark of their own.
 */
export const PerViewer = (): PropertyDecorator & MethodDecorator & ClassDecorator =>
  Extensions({ sharing: 'PER_VIEWER' satisfies Sharing });

/** Undefined for a field without a mark, which is not shared either. */
export const sharingOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Sharing | undefined =>
  (field.extensions.sharing ?? type.extensions.sharing) as Sharing | undefined;
