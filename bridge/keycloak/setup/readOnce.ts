import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';

/** The reads of small things that several steps ask for, by resource of the admin client. */
const READS: Readonly<Partial<Record<keyof KeycloakAdminClient, readonly string[]>>> = {
  realms: ['findOne'],
  clients: ['find'],
  clientScopes: ['find'],
  roles: ['findOneByName'],
  users: ['getProfile'],
  identityProviders: ['findOne'],
};

/** Names of methods that read; every other method may write. */
const READING = /^(find|list|get|count|export)/;

/** Methods of a resource by their names. */
type Methods = Readonly<Record<string, unknown>>;

/**
 * Wraps an admin client so that it reads each thing in {@link READS} once, until something is written: the steps of
 * set-up each read what they need, and many need the same.
 */
export function readOnce(admin: KeycloakAdminClient): KeycloakAdminClient {
  const answers = new Map<string, Promise<unknown>>();

  /** What is read while something is written may be from before: it is forgotten as well. */
  const write = (method: () => unknown): unknown => {
    const forget = () => {
      answers.clear();
    };
    forget();
    const result = method();
    return result instanceof Promise ? result.finally(forget) : result;
  };

  const wrapMethod = (resource: string, name: string, method: (...given: unknown[]) => unknown) => {
    const isKept = READS[resource as keyof KeycloakAdminClient]?.includes(name) === true;
    return (...given: unknown[]): unknown => {
      if (!READING.test(name)) return write(() => method(...given));
      if (!isKept) return method(...given);
      const key = JSON.stringify([resource, name, given]);
      const kept = answers.get(key);
      if (kept !== undefined) return kept;
      const answer = Promise.resolve(method(...given));
      answers.set(key, answer);
      answer.catch(() => answers.delete(key));
      return answer;
    };
  };

  const wrapResource = (resource: string, methods: Methods): Methods =>
    new Proxy(methods, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof name !== 'string' || typeof member !== 'function') return member;
        return wrapMethod(resource, name, member.bind(target) as (...given: unknown[]) => unknown);
      },
    });

  return new Proxy(admin, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member === 'function') return member.bind(target) as unknown;
      const isResource = typeof name === 'string' && typeof member === 'object' && member !== null;
      return isResource ? wrapResource(name, member as Methods) : member;
    },
  });
}
