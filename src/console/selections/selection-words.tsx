import { Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useId, useMemo, useState } from 'react';
import type { ExportDataset, PeriodBasis } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { days } from '../format.js';
import { FilterTermsDocument } from '../generated.js';
import type { Labels } from '../labels.js';
import { decimalsOf, useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { type Condition, conditionsOf, type Terms } from './filter-fields.js';
import { filterWords, type Limits, type NameOf } from './filter-words.js';
import { maxNames, recordsIn, useRecordNames } from './record-names.js';
import styles from './selection-words.module.css';

/** The rows of an export, as the API describes them. */
interface Selection {
  readonly filter: string | null;
  readonly idCount: number | null;
  readonly excludedIdCount: number | null;
  /** For ORGANIZATION: the only user whose data is exported. */
  readonly userId: string | null;
  readonly period: { readonly by: PeriodBasis; readonly start: string; readonly end: string } | null;
}

interface Requested {
  readonly dataset: ExportDataset;
  readonly selection: Selection;
}

const short: Limits = { conditions: 3, values: 3 };
const whole: Limits = { conditions: Infinity, values: maxNames };

/** The ticked rows and the period of a selection in words, without its filter. */
export const selectionFacts = ({ idCount, excludedIdCount, period }: Selection, labels: Labels): readonly string[] => [
  ...(idCount ? [t.selection.selected(idCount)] : []),
  ...(excludedIdCount ? [t.selection.allBut(excludedIdCount)] : []),
  ...(period ? [t.filters.is(labels.PeriodBasis[period.by], days(period.start, period.end))] : []),
];

/** Null until it is read. */
function useTerms(): Terms | null {
  const tallyport = useTallyport();
  const labels = useLabels();
  const viewer = useViewer();
  const { data } = useQuery({
    queryKey: ['filter terms'],
    queryFn: ({ signal }) => tallyport.query(FilterTermsDocument, {}, { signal }),
  });
  return useMemo(() => {
    if (!data) return null;
    const { users, bookings, invoices, organization } = data;
    return {
      labels,
      titles: new Map([...users, ...bookings, ...invoices].map(({ key, title }) => [key, title])),
      organization,
      timezone: viewer.organization.timezone,
      currency: viewer.organization.currency,
      decimals: decimalsOf(viewer),
    };
  }, [data, labels, viewer]);
}

function conditionsIn({ dataset, selection: { filter, userId } }: Requested, terms: Terms): readonly Condition[] {
  if (dataset === 'ORGANIZATION')
    return userId === null ? [] : [{ label: t.lists.columns.user, values: [{ dataset: 'USERS', id: userId }] }];
  return filter === null ? [] : conditionsOf(dataset, filter, terms);
}

const Names = createContext<NameOf | null>(null);

interface SelectionNamesProps {
  /** The selections that the children show. */
  readonly of: readonly Requested[];
  readonly children: ReactNode;
}

/** Reads the names of the records in the filters of a list together. */
export function SelectionNames({ of, children }: SelectionNamesProps): ReactNode {
  const terms = useTerms();
  const records = useMemo(
    () => (terms ? of.flatMap((each) => recordsIn(conditionsIn(each, terms), short.values)) : []),
    [of, terms],
  );
  return <Names.Provider value={useRecordNames(records)}>{children}</Names.Provider>;
}

/** The filter of a selection in words: the start of it, and all of it on demand. */
export function SelectionWords({ of }: { readonly of: Requested }): ReactNode {
  const id = useId();
  const terms = useTerms();
  const [isWhole, setWhole] = useState(false);
  const conditions = useMemo(() => terms && conditionsIn(of, terms), [of, terms]);
  const allNames = useRecordNames(isWhole && conditions ? recordsIn(conditions, maxNames) : []);
  const names = useContext(Names);
  if (!conditions || conditions.length === 0 || !names) return null;
  const start = filterWords(conditions, names, short);
  const isCut = start !== filterWords(conditions, names, whole);
  return (
    <>
      <Text id={id} size="sm" className={styles.words} {...(isWhole ? { tabIndex: 0 } : {})}>
        {isWhole && allNames ? filterWords(conditions, allNames, whole) : start}
      </Text>
      {isCut && (
        <UnstyledButton
          className={styles.toggle}
          aria-expanded={isWhole}
          aria-controls={id}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t.filters.showLess : t.filters.showAll}
        </UnstyledButton>
      )}
    </>
  );
}
