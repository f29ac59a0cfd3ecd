import { DocumentError, type Mistake } from '../../../../documents/mistake.ts';
import type { MappingDocument, RowChange } from '../../../../mappers/document/types.ts';
import { compileProfile, type ProfileSources } from '../../../../mappers/profile.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
export const MOBILE = 'phoneNumbers[type eq "mobile"].value';

export const quirks = await loadQuirks();

/** The mistakes for which a profile of these sources is refused. */
export function mistakesOf(sources: Omit<ProfileSources, 'quirks'>): readonly Mistake[] {
  try {
    compileProfile({ ...sources, quirks });
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.mistakes;
    throw error;
  }
}

/** A mistake without its sentence: `unknownPath acme.json#/user/0/scim`. */
export const brief = ({ code, file, pointer }: Mistake): string => `${code} ${file}#${pointer}`;

/** The mistakes in a document named `acme.json` over a preset. */
export const inDocument = (document: MappingDocument, preset = 'generic'): readonly Mistake[] =>
  mistakesOf({ preset, document: { document, file: 'acme.json' } });
/** The mistakes, in brief, in a document with these rows of users. */
export const ofUsers = (...user: RowChange[]): string[] => inDocument({ user }).map(brief);
/** The mistakes, in brief, in a document with these rows of groups. */
export const ofGroups = (...group: RowChange[]): string[] => inDocument({ group }).map(brief);

/** These mistakes at places in the first row of users: `unknownPath /scim`. */
export const user = (...lines: string[]): string[] =>
  lines.map((line) => line.replace(' /', ' acme.json#/user/0/'));
/** The same in the first row of groups. */
export const group = (...lines: string[]): string[] =>
  lines.map((line) => line.replace(' /', ' acme.json#/group/0/'));
/** The same anywhere in the document: `missingRow /user`. */
export const at = (...lines: string[]): string[] => lines.map((line) => line.replace(' /', ' acme.json#/'));

/** A row of an extension that only the mapping declares, at a target of its own. */
export const own = (members: Partial<RowChange> = {}): RowChange => ({
  scim: `${ACME}:x`,
  keycloak: 'attributes.x',
  ...members,
});
