import { Column, type ColumnOptions } from 'typeorm';

/** A UTC instant with milliseconds, kept as a number of milliseconds since 1970, read as a Date. */
export const InstantColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({
    type: 'bigint',
    ...options,
    transformer: {
      to: (instant: Date | null | undefined) => instant?.getTime() ?? instant,
      from: (stored: string | number | null) => (stored === null ? null : new Date(Number(stored))),
    },
  });

/** A whole number of any size, read as a BigInt. */
export const BigIntColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({
    type: 'bigint',
    ...options,
    transformer: {
      to: (value: bigint | null | undefined) => value?.toString() ?? value,
      from: (stored: string | number | null) => (stored === null ? null : BigInt(stored)),
    },
  });
