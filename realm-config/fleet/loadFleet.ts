import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import type { Variables } from '../environment.ts';
import { compileRequest, NEW_REALM } from '../../bridge/enablement/plan/compileRequest.ts';
import type { FleetRealm } from './fleetRealm.ts';
import { readFleet } from './readFleet.ts';
import { inFiles, requestOf, type BridgeSettings } from './request.ts';

/** The mistakes in a document that can be found without Keycloak. */
async function mistakesIn(realm: FleetRealm, bridge: BridgeSettings): Promise<readonly Mistake[]> {
  try {
    await inFiles(realm, () => {
      const request = requestOf(realm, bridge, { report: () => undefined });
      const { mistakes, mappingMistakes } = compileRequest(realm.realm, NEW_REALM, request);
      if (mistakes.length + mappingMistakes.length > 0)
        throw new DocumentError([...mistakes, ...mappingMistakes]);
    });
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.mistakes;
    throw error;
  }
}

/**
 * Reads the documents at paths, and checks everything that can be checked without Keycloak; throws a `DocumentError` with
 * every mistake in all of them.
 */
export async function loadFleet(
  locations: readonly string[],
  variables: Variables,
  bridge: BridgeSettings,
): Promise<readonly FleetRealm[]> {
  const { realms, mistakes } = await readFleet(locations, variables);
  const found = await Promise.all(realms.map((realm) => mistakesIn(realm, bridge)));
  const allMistakes = [...mistakes, ...found.flat()];
  if (allMistakes.length > 0) throw new DocumentError(allMistakes);
  return realms;
}
