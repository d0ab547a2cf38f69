import { Extensions } from 'type-graphql';

/**
 * Marks a field that can fail on its own with FORBIDDEN, and names the permission that it requires. The field must be
 * nullable, because an error in a non-null field would null the whole response. A test checks that mark, nullability
 * and errors agree.
 */
export const Refusable = (needs: string): ReturnType<typeof Extensions> => Extensions({ refusable: needs });
