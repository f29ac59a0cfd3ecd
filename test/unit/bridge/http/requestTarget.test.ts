import type { IncomingMessage } from 'node:http';
import { originForm } from '../../../../bridge/http/requestTarget.ts';

describe('originForm', () => {
  it.each([
    ['/Users?x=http://a/b', '/Users?x=http://a/b', 'host'],
    ['http://a.test/Users?x=1', '/Users?x=1', 'a.test'],
    ['HTTPS://a.test:8443/%2e', '/%2e', 'a.test:8443'],
    ['http://a.test', '/', 'a.test'],
    ['http://a.test?x', '/?x', 'a.test'],
    ['http://me:secret@a.test/', '/', 'a.test'],
    ['http:///x', 'http:///x', 'host'],
    ['ftp://a.test/x', 'ftp://a.test/x', 'host'],
    ['*', '*', 'host'],
    ['//a.test/x', '//a.test/x', 'host'],
  ])('%s', (url, expected, host) => {
    const request = { url, headers: { host: 'host' } } as IncomingMessage;
    originForm(request);
    expect([request.url, request.headers.host]).toEqual([expected, host]);
  });
});
