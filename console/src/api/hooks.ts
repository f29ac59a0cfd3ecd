import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { AdminBodies } from '../../../bridge/admin/contract.ts';
import type { AdminApi, Answer, RequestParts, RouteName } from './adminApi.ts';

/** The admin API of the realm that the page is about. */
export const AdminApiContext = createContext<AdminApi | undefined>(undefined);

/** The admin API of the realm that the page is about. */
export function useAdminApi(): AdminApi {
  const api = use(AdminApiContext);
  if (api === undefined) throw new Error('The page is about no realm.');
  return api;
}

/** A route that reads. */
type ReadName = Extract<RouteName, `GET ${string}`>;

/** How a page reads. */
interface ReadOptions {
  /** How often to read again; by default only when the page comes to the front. */
  readonly everyMs?: number;
  readonly enabled?: boolean;
}

/** Reads from the admin API of the realm, and keeps the answer. */
export function useRead<Name extends ReadName>(
  name: Name,
  parts: Pick<RequestParts, 'params' | 'query'> = {},
  { everyMs, enabled = true }: ReadOptions = {},
): UseQueryResult<Answer<AdminBodies[Name]>> {
  const api = useAdminApi();
  return useQuery({
    queryKey: [api.realm, name, parts],
    queryFn: ({ signal }) => api.call(name, { ...parts, signal }),
    enabled,
    refetchInterval: everyMs ?? false,
  });
}

/** Calls a route that changes the realm; afterwards everything about the realm is read again. */
export function useChange<Name extends RouteName>(
  name: Name,
): UseMutationResult<Answer<AdminBodies[Name]>, Error, RequestParts> {
  const api = useAdminApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (parts: RequestParts) => api.call(name, parts),
    onSettled: () => queries.invalidateQueries({ queryKey: [api.realm] }),
  });
}
