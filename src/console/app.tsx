import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { createTallyport, TallyportError } from 'tallyport/client';
import { TallyportProvider } from 'tallyport/react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { StartedExports } from './exporting/started-exports.js';
import { ExportsPage } from './exports/exports-page.js';
import { Frame } from './frame/frame.js';
import { Tray } from './frame/tray.js';
import { chosenLanguage } from './language.js';
import { reloadForOtherViewer } from './other-viewer.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { Loading, NotFound } from './parts/states.js';
import { basePath, leaveToSignIn, SessionGate } from './session.js';
import { theme } from './theme.js';
import { UsersPage } from './users/users-page.js';

// Pages that are not shown first. The explorer is larger than all others.
const Explorer = lazy(async () => ({ default: (await import('./explorer/explorer.js')).Explorer }));
const StatisticsPage = lazy(async () => ({
  default: (await import('./statistics/statistics-page.js')).StatisticsPage,
}));

const UserPage = lazy(async () => ({ default: (await import('./users/user-page.js')).UserPage }));
const BookingsPage = lazy(async () => ({ default: (await import('./bookings/bookings-page.js')).BookingsPage }));
const InvoicesPage = lazy(async () => ({ default: (await import('./invoices/invoices-page.js')).InvoicesPage }));
const RequestsPage = lazy(async () => ({ default: (await import('./requests/requests-page.js')).RequestsPage }));
const ImportsPage = lazy(async () => ({ default: (await import('./imports/imports-page.js')).ImportsPage }));
const SettingsPage = lazy(async () => ({ default: (await import('./settings/settings-page.js')).SettingsPage }));
const ImportPage = lazy(async () => ({ default: (await import('./imports/import-page.js')).ImportPage }));

const tallyport = createTallyport({
  url: new URL('graphql', document.baseURI).href,
  cookie: true,
  language: chosenLanguage() ?? undefined,
});

const leaveWhenSignedOut = (error: Error, meta?: Record<string, unknown>): void => {
  if (meta?.isOptional) return;
  if (error instanceof TallyportError && error.code === 'UNAUTHENTICATED') leaveToSignIn();
};

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { meta }) => leaveWhenSignedOut(error, meta) }),
  mutationCache: new MutationCache({ onError: (error) => leaveWhenSignedOut(error) }),
  // The client repeats requests itself.
  defaultOptions: { queries: { retry: false, staleTime: 30_000 }, mutations: { retry: false } },
});

reloadForOtherViewer(tallyport, queries, basePath);

export const App = (): ReactNode => (
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <TallyportProvider client={tallyport}>
        <Router base={basePath.replace(/\/$/, '')}>
          <ErrorBoundary>
            <Suspense fallback={<Loading rows={8} />}>
              <Switch>
                <Route path="/explorer">
                  <Explorer />
                  <SessionGate isOptional>
                    <StartedExports>
                      <Tray />
                    </StartedExports>
                  </SessionGate>
                </Route>
                <Route>
                  <SessionGate>
                    <StartedExports>
                      <Frame>
                        <Suspense fallback={<Loading rows={8} />}>
                          <Pages />
                        </Suspense>
                      </Frame>
                    </StartedExports>
                  </SessionGate>
                </Route>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </Router>
      </TallyportProvider>
    </QueryClientProvider>
  </MantineProvider>
);

const Pages = (): ReactNode => (
  <Switch>
    <Route path="/">
      <Redirect to="/users" replace />
    </Route>
    <Route path="/users" component={UsersPage} />
    <Route path="/users/:id" component={UserPage} />
    <Route path="/bookings" component={BookingsPage} />
    <Route path="/invoices" component={InvoicesPage} />
    <Route path="/exports/:id?" component={ExportsPage} />
    <Route path="/export-requests/:id?" component={RequestsPage} />
    <Route path="/imports" component={ImportsPage} />
    <Route path="/imports/:id" component={ImportPage} />
    <Route path="/statistics" component={StatisticsPage} />
    <Route path="/settings/:section?" component={SettingsPage} />
    <Route component={NotFound} />
  </Switch>
);
