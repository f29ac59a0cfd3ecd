import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { createBrowserRouter, redirect, type RouteObject } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { AdminProblem } from '../api/adminApi.ts';
import type { Session } from '../shell/session.ts';
import { Layout } from './Layout.tsx';
import { loadPage, REALMS_PAGE, SECTIONS, type PageEntry } from './pages.ts';
import { PageFailed } from './PageFailed.tsx';
import { HomeFrame, RealmFrame } from './RealmFrame.tsx';
import { SessionContext } from '../api/sessionContext.ts';

/** The realm whose administrators see every realm. */
const MASTER = 'master';

/** Keeps what was read; what may be over in a moment is asked for again. */
const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // Also when the browser believes to be offline: a request that waits in silence may be sent after it was given up.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 2_000,
        retry: (failures, error) =>
          failures < 2 &&
          error instanceof AdminProblem &&
          (error.code === 'unreachable' || error.status >= 503),
      },
    },
  });

const routeOf = (page: PageEntry): RouteObject => ({
  path: page.name,
  lazy: () => loadPage(page),
  ErrorBoundary: PageFailed,
});

/** The pages by their address. */
const routesOf = ({ realm }: Session): RouteObject[] => [
  {
    path: '/',
    element: <Layout />,
    ErrorBoundary: PageFailed,
    HydrateFallback: () => null,
    children: [
      realm === MASTER
        ? {
            element: <HomeFrame />,
            children: [{ index: true, lazy: () => loadPage(REALMS_PAGE), ErrorBoundary: PageFailed }],
          }
        : { index: true, loader: () => redirect(`/${encodeURIComponent(realm)}/overview`) },
      {
        path: ':realm',
        element: <RealmFrame />,
        children: [
          { index: true, loader: () => redirect('overview') },
          ...SECTIONS.flatMap(({ pages }) => pages).map(routeOf),
        ],
      },
    ],
  },
];

/** The console, for a person who has signed in. */
export function Console({ session }: { readonly session: Session }) {
  const [queries] = useState(createQueries);
  const [router] = useState(() => createBrowserRouter(routesOf(session), { basename: session.basePath }));
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </SessionContext>
  );
}
