import { Alert, Button, CopyButton, Group, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { TallyportError } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { Link, useLocation, useSearch } from 'wouter';
import { days, instant } from '../format.js';
import {
  BookingFiguresChangedDocument,
  type BookingFiguresChangedVariables,
  BookingFiguresDocument,
  type BookingFiguresVariables,
  InvoiceFiguresDocument,
  type InvoiceFiguresVariables,
} from '../generated.js';
import { PageHead } from '../parts/page-head.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { basePath, useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { dayIn } from '../zone-days.js';
import {
  earlierDaysOf,
  type Figures,
  figuresOf,
  type FiguresResult,
  isEmpty,
  omittedOf,
  shownDays,
  unitOf,
} from './figures.js';
import { FiguresChart } from './figures-chart.js';
import { FiguresTable } from './figures-table.js';
import { firstRecordDay, startsBefore } from './first-record.js';
import { monthIn } from './periods.js';
import {
  commonVariables,
  csvParametersOf,
  type Question,
  readQuestion,
  variablesOf,
  writeQuestion,
} from './question.js';
import { QuestionForm } from './question-form.js';
import styles from './statistics-page.module.css';

/** Figures of bookings or invoices by period and group: a chart, and the same as a table. */
export function StatisticsPage(): ReactNode {
  const { organization } = useViewer();
  const [, navigate] = useLocation();
  const search = useSearch();
  const question = useMemo(() => readQuestion(search, monthIn(organization.timezone)), [search, organization.timezone]);
  const { data, error, refetch, isPlaceholderData } = useFigures(question);
  const isWide = useMediaQuery('(min-width: 761px)', true, { getInitialValueInEffect: false });
  return (
    <>
      <PageHead title={t.pages.statistics}>
        <Links question={question} />
      </PageHead>
      <div className={styles.page}>
        <details open={isWide} className={styles.form}>
          <summary>{t.statistics.change}</summary>
          <QuestionForm
            question={question}
            shownDays={data ? shownDays(data.result) : null}
            onChange={(changes) =>
              navigate(`/statistics?${writeQuestion({ ...question, ...changes })}`, { replace: true })
            }
          />
        </details>
        <section className={styles.answer} aria-label={t.statistics.answer} aria-busy={isPlaceholderData}>
          {isTooComplex(error) ? (
            <Notice title={t.statistics.tooMany} />
          ) : (
            error && <Failed error={error} onRetry={() => void refetch()} />
          )}
          {!data ? !error && <Loading rows={10} /> : <Answer data={data} />}
        </section>
      </div>
    </>
  );
}

const isTooComplex = (error: Error | null): boolean =>
  error instanceof TallyportError && error.code === 'QUERY_TOO_COMPLEX';

/**
 * The figures with the question that they answer, which is an earlier one while the next figures are on their way.
 * `partialSince` is the day of the first record if the periods with which they are compared start before it.
 */
function useFigures(question: Question) {
  const tallyport = useTallyport();
  const { timezone } = useViewer().organization;
  const queries = useQueryClient();
  const text = JSON.stringify(question);
  const answer = useQuery({
    queryKey: ['figures', text],
    queryFn: async ({ signal }) => {
      const [result, firstDay]: [FiguresResult, string | null] = await Promise.all([
        question.of === 'bookings'
          ? tallyport.query(BookingFiguresDocument, variablesOf(question) as BookingFiguresVariables, { signal })
          : tallyport.query(InvoiceFiguresDocument, variablesOf(question) as InvoiceFiguresVariables, { signal }),
        question.compare && firstRecordDay(tallyport, question, timezone, signal),
      ]);
      const earlierDays = earlierDaysOf(result);
      const isPartial = earlierDays !== null && firstDay !== null && startsBefore(earlierDays[0], firstDay);
      return { question, result, partialSince: isPartial ? firstDay : null };
    },
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (question.of !== 'bookings') return;
    const stop = new AbortController();
    void (async () => {
      let isFirst = true;
      const variables = commonVariables(question) as BookingFiguresChangedVariables;
      for await (const _changed of tallyport.subscribe(BookingFiguresChangedDocument, variables, {
        signal: stop.signal,
      })) {
        // The first result is the current state, which the query reads.
        if (!isFirst) await queries.invalidateQueries({ queryKey: ['figures', text] });
        isFirst = false;
      }
    })().catch(() => {
      // The query shows what is wrong.
    });
    return () => stop.abort();
  }, [tallyport, queries, text]);
  return answer;
}

interface AnswerProps {
  readonly data: NonNullable<ReturnType<typeof useFigures>['data']>;
}

function Answer({ data: { question, result, partialSince } }: AnswerProps): ReactNode {
  const { currency, timezone } = useViewer().organization;
  const figures = figuresOf(question, result, partialSince !== null, useLabels());
  const unit = unitOf(question, result, currency);
  const omitted = omittedOf(result);
  const title = titleOf(question, figures);
  return (
    <>
      {result.all.scope === 'OWN' && (
        <Alert color="yellow" variant="light" mb="sm">
          {t.statistics.own}
        </Alert>
      )}
      <Title order={2} mb={8}>
        {title}
      </Title>
      {partialSince && (
        <Text mb="sm" c="var(--warning)">
          {t.statistics.partial[question.of](days(partialSince, partialSince))}
        </Text>
      )}
      {isEmpty(result, figures) ? (
        <Notice title={t.statistics.empty} />
      ) : (
        <FiguresChart title={title} question={question} result={result} figures={figures} unit={unit} />
      )}
      <Text size="xs" c="dimmed" my="sm">
        {t.statistics.computed(instant(result.all.asOf, timezone), timezone)}
        {omitted && ` ${t.statistics.omittedAre(omitted)}`}
        {figures.groups.some(({ isRest }) => isRest) && ` ${t.statistics.restIs(figures.groups.length - 1)}`}
        {question.groupBy === 'PLAN' && ` ${t.statistics.plansOverlap}`}
        {question.compare && shownDays(result)[1] >= dayIn(result.all.asOf, timezone) && ` ${t.statistics.unfinished}`}
      </Text>
      {question.groupBy !== 'BUSY_HOURS' && <FiguresTable figures={figures} unit={unit} />}
    </>
  );
}

function titleOf(question: Question, { range, earlierRange }: Figures): string {
  const title = t.statistics.chart(t.statistics.of[question.of], range);
  return earlierRange ? t.statistics.compared(title, earlierRange) : title;
}

function Links({ question }: { readonly question: Question }): ReactNode {
  const document = question.of === 'bookings' ? BookingFiguresDocument : InvoiceFiguresDocument;
  const explorer = new URLSearchParams({
    query: String(document),
    variables: JSON.stringify(variablesOf(question), null, 2),
  });
  return (
    <Group gap="xs">
      <CopyButton value={new URL(`statistics?${writeQuestion(question)}`, window.document.baseURI).href}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy}>
            {copied ? t.actions.copied : t.statistics.copyLink}
          </Button>
        )}
      </CopyButton>
      <Button
        size="xs"
        variant="default"
        component="a"
        href={`${basePath}statistics.csv?${csvParametersOf(question)}`}
        download={`${question.of}.csv`}
      >
        CSV
      </Button>
      <Button size="xs" variant="default" component={Link} href={`/explorer?${explorer}`}>
        {t.statistics.showQuery}
      </Button>
    </Group>
  );
}
