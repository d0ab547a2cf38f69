/** A `?` for each, as IN and VALUES take them. */
export const placeholders = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
