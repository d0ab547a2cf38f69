export interface ListOrder<Field extends string> {
  readonly field: Field;
  readonly direction: 'ASC' | 'DESC';
}

/** A column of a list of records. */
export interface ListColumn<Row, Field extends string> {
  readonly key: string;
  /** Can contain soft hyphens. */
  readonly title: string;
  /** At least, in pixels. The words of the title can need more. */
  readonly width: number;
  /** The share of the width that is left. Default: none. */
  readonly grow?: number;
  /** Numbers are aligned right. */
  readonly isNumber?: boolean;
  /** Ordered with the high or new end first. Default: for numbers. */
  readonly highFirst?: boolean;
  /** On a phone, a row is a card with these columns: two on the left, and the third on the right. */
  readonly onCard?: boolean;
  readonly order?: Field;
  readonly text: (row: Row) => string;
  /** The page that the text leads to. Null if there is none that the viewer may see. */
  readonly href?: (row: Row) => string | null;
}
