import { useMemo } from 'react';
import { Outlet, useParams } from 'react-router';
import { createAdminApi } from '../api/adminApi.ts';
import { AdminApiContext } from '../api/hooks.ts';
import { RealmGate } from './RealmGate.tsx';
import { useSession } from '../api/sessionContext.ts';

/** Gives the pages below the admin API of the realm in the address. */
export function RealmFrame() {
  const session = useSession();
  const { realm = '' } = useParams();
  const api = useMemo(() => createAdminApi(session, realm), [session, realm]);
  return (
    <AdminApiContext value={api}>
      {/* Another realm is another page: nothing typed for one realm is saved in another. */}
      <RealmGate key={realm}>
        <Outlet />
      </RealmGate>
    </AdminApiContext>
  );
}

/** Gives the page about all realms the admin API of the realm in which the person has signed in. */
export function HomeFrame() {
  const session = useSession();
  const api = useMemo(() => createAdminApi(session, session.realm), [session]);
  return (
    <AdminApiContext value={api}>
      <Outlet />
    </AdminApiContext>
  );
}
