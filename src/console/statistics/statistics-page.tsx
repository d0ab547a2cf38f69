import { Alert, Button, CopyButton, Group, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useTallyport } from 'tallyport/react';
import { Link, useLocation, useSearch } from 'wouter';
import { days, instant } from '../format.js';
import {
  BookingFiguresChangedDocument,
  BookingFiguresDocument,
  type BookingFiguresVariables,
  InvoiceFiguresDocument,
} from '../generated.js';
import { PageHead } from '../parts/page-head.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { basePath, useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { figuresOf, omittedOf, unitOf } from './figures.js';
import { FiguresChart } from './figures-chart.js';
import { FiguresTable } from './figures-table.js';
import { firstRecordDay, startsBefore } from './first-record.js';
import {
  comparedWith,
  csvParametersOf,
  monthIn,
  monthsOf,
  type Question,
  readQuestion,
  variablesOf,
  writeQuestion,
} from './question.js';
import { QuestionForm } from './question-form.js';
import styles from './statistics-page.module.css';

/** Figures of bookings or invoices by month and group: a chart, and the same as a table. */
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
            onChange={(changes) =>
              navigate(`/statistics?${writeQuestion({ ...question, ...changes })}`, { replace: true })
            }
          />
        </details>
        <section className={styles.answer} aria-label={t.statistics.answer} aria-busy={isPlaceholderData}>
          {error && <Failed error={error} onRetry={() => void refetch()} />}
          {!data ? !error && <Loading rows={10} /> : <Answer data={data} />}
        </section>
      </div>
    </>
  );
}

/**
 * The figures with the question that they answer, which is an earlier one while the next figures are on their way.
 * `partialSince` is the day of the first record if the months with which they are compared start before it.
 */
function useFigures(question: Question) {
  const tallyport = useTallyport();
  const { timezone } = useViewer().organization;
  const queries = useQueryClient();
  const text = JSON.stringify(question);
  const queryKey = ['figures', text];
  const answer = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const read = (each: Question) =>
        each.of === 'bookings'
          ? tallyport.query(BookingFiguresDocument, variablesOf(each) as BookingFiguresVariables, { signal })
          : tallyport.query(InvoiceFiguresDocument, variablesOf(each), { signal });
      const compared = comparedWith(question);
      const [result, earlier, firstDay] = await Promise.all([
        read(question),
        compared && read(compared),
        compared && firstRecordDay(tallyport, question, timezone, signal),
      ]);
      const isPartial = compared !== null && firstDay !== null && startsBefore(compared.from, firstDay);
      return { question, result, earlier, partialSince: isPartial ? firstDay : null };
    },
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (question.of !== 'bookings') return;
    const stop = new AbortController();
    void (async () => {
      let isFirst = true;
      const variables = variablesOf(question) as BookingFiguresVariables;
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

function Answer({ data: { question, result, earlier, partialSince } }: AnswerProps): ReactNode {
  const { organization } = useViewer();
  const figures = figuresOf(question, result, earlier, partialSince !== null, useLabels());
  const unit = unitOf(question, result, organization.currency);
  const omitted = omittedOf(result);
  const isEmpty = [...figures.all.values, ...(figures.all.before?.values ?? [])].every((value) => value === 0n);
  return (
    <>
      {result.all.scope === 'OWN' && (
        <Alert color="yellow" variant="light" mb="sm">
          {t.statistics.own}
        </Alert>
      )}
      <Title order={2} mb={8}>
        {titleOf(question)}
      </Title>
      {partialSince && (
        <Text mb="sm" c="var(--warning)">
          {t.statistics.partial[question.of](days(partialSince, partialSince))}
        </Text>
      )}
      {isEmpty ? (
        <Notice title={t.statistics.empty} />
      ) : (
        <FiguresChart title={titleOf(question)} question={question} result={result} figures={figures} unit={unit} />
      )}
      <Text size="xs" c="dimmed" my="sm">
        {t.statistics.computed(instant(result.all.asOf, organization.timezone), organization.timezone)}
        {omitted && ` ${t.statistics.omittedAre(omitted)}`}
        {question.groupBy === 'PLAN' && ` ${t.statistics.plansOverlap}`}
        {question.compare && question.to >= monthIn(organization.timezone) && ` ${t.statistics.unfinished}`}
      </Text>
      {question.groupBy !== 'BUSY_HOURS' && <FiguresTable question={question} figures={figures} unit={unit} />}
    </>
  );
}

function titleOf(question: Question): string {
  const title = t.statistics.chart(t.statistics.of[question.of], monthsOf(question));
  const earlier = comparedWith(question);
  return earlier ? t.statistics.compared(title, monthsOf(earlier)) : title;
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
        download={`${question.of}-${question.from}-${question.to}.csv`}
      >
        CSV
      </Button>
      <Button size="xs" variant="default" component={Link} href={`/explorer?${explorer}`}>
        {t.statistics.showQuery}
      </Button>
    </Group>
  );
}
