import type { ConfigFile } from '../../bridge/enablement/request/configFile.ts';
import { DocumentError } from '../../documents/mistake.ts';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import { UsageError } from '../commandError.ts';
import { LIFECYCLE_MEMBERS } from '../../bridge/enablement/request/lifecycle.ts';

/** The parts of a file that `show` printed, each as the option of `enable` for it takes it. */
export interface ConfigurationParts {
  readonly profile?: string;
  readonly mapping: ConfigFile;
  readonly authentication: ConfigFile;
  /** With `null` for each rule that the file does not have. */
  readonly lifecycle: ConfigFile;
  readonly publicUrls: readonly string[];
}

const MEMBERS = ['realm', 'enabled', 'profile', 'mapping', 'authentication', 'lifecycle', 'publicUrls'];

/** Takes a file apart that `show` printed; a part that is missing is empty. */
export function partsOf({ document, file }: ConfigFile): ConfigurationParts {
  if (!isObject(document as Json)) {
    const sentence = 'This takes an object, as "realm-config show" prints it.';
    throw new DocumentError([{ file, pointer: '', code: 'wrongType', sentence }]);
  }
  const parts = document as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(parts).filter((name) => !MEMBERS.includes(name));
  if (unknown.length > 0) {
    const sentence = `There is ${MEMBERS.map((name) => `"${name}"`).join(', ')}; not "${unknown.join('", "')}".`;
    throw new DocumentError([{ file, pointer: '', code: 'unknownMember', sentence }]);
  }
  const { profile, mapping = {}, authentication = {}, lifecycle = {}, publicUrls = [] } = parts;
  if (profile !== undefined && typeof profile !== 'string')
    throw new UsageError(`${file}: "profile" takes a text.`);
  if (!Array.isArray(publicUrls)) throw new UsageError(`${file}: "publicUrls" takes a list of addresses.`);
  const absent = Object.fromEntries(LIFECYCLE_MEMBERS.map((name) => [name, null]));
  return {
    ...(profile === undefined ? {} : { profile }),
    mapping: { document: mapping, file: `${file}, mapping` },
    authentication: { document: authentication, file: `${file}, authentication` },
    lifecycle: {
      document: isObject(lifecycle as Json) ? { ...absent, ...(lifecycle as JsonObject) } : lifecycle,
      file: `${file}, lifecycle`,
    },
    publicUrls: publicUrls as readonly string[],
  };
}
