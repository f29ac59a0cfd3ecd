import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** Members of something in Keycloak, by their names. */
type Members = Readonly<Record<string, string>>;

/** What Keycloak answers instead of a secret, and takes for "as it is" (contract/realm-setup). */
const MASK = '**********';

/** Secrets that Keycloak finds in its vault are shown: as their names there. */
const IN_VAULT = /^\$\{vault\..+\}$/;

/** The member beside a secret that has the digest of what set-up wrote there last. */
const digestMember = (secret: string): string => `scim.digest.${secret}`;

const scryptOf = promisify<string, Buffer, number, Buffer>(scrypt);

const SALT_BYTES = 16;
const DIGEST_BYTES = 32;

/** A digest of a secret that is slow to compute: secrets are chosen by people, and digests are read by who may not read them. */
async function digestOf(secret: string, salt = randomBytes(SALT_BYTES)): Promise<string> {
  const digest = await scryptOf(secret, salt, DIGEST_BYTES);
  return Buffer.concat([salt, digest]).toString('base64url');
}

async function isDigestOf(stored: string, secret: string): Promise<boolean> {
  const bytes = Buffer.from(stored, 'base64url');
  if (bytes.length !== SALT_BYTES + DIGEST_BYTES) return false;
  const expected = await digestOf(secret, bytes.subarray(0, SALT_BYTES));
  return timingSafeEqual(bytes, Buffer.from(expected, 'base64url'));
}

/** Puts each declared secret that set-up wrote last where Keycloak shows stars, so that only another one differs. */
export async function withKnownSecrets(
  secrets: readonly string[],
  actual: Members,
  desired: Readonly<Record<string, unknown>>,
): Promise<Members> {
  const known = await Promise.all(
    secrets.map(async (name): Promise<[string, string][]> => {
      const declared = desired[name];
      const digest = actual[digestMember(name)];
      if (typeof declared !== 'string' || digest === undefined || actual[name] !== MASK) return [];
      return (await isDigestOf(digest, declared)) ? [[name, declared]] : [];
    }),
  );
  return { ...actual, ...Object.fromEntries(known.flat()) };
}

/** Adds a digest of each secret that is about to be written, by which {@link withKnownSecrets} knows it again. */
export async function withDigests(secrets: readonly string[], members: Members): Promise<Members> {
  const digests = await Promise.all(
    secrets.map(async (name): Promise<[string, string][]> => {
      const secret = members[name];
      if (secret === undefined || secret === MASK || IN_VAULT.test(secret)) return [];
      return [[digestMember(name), await digestOf(secret)]];
    }),
  );
  return { ...members, ...Object.fromEntries(digests.flat()) };
}
