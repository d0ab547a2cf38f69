import type { IncomingMessage } from 'node:http';
import { addressOf } from '../../../src/api/operations';
import { isAllowedOrigin, isFromAllowedPage, serverUrlFor } from '../../../src/api/request-origin';

const requestFrom = (origin: string, host = 'tally.example', scheme?: string): IncomingMessage =>
  ({
    headers: { host, origin, 'x-forwarded-proto': scheme },
    socket: { localPort: 4000 },
  }) as unknown as IncomingMessage;

describe('the origin of a page', () => {
  const direct = { publicUrl: null, trustedProxies: 0 };
  const proxied = { publicUrl: null, trustedProxies: 1 };
  const encrypted = { publicUrl: 'https://tally.example/api', trustedProxies: 1 };
  const named = { publicUrl: 'http://tally.example:8080', trustedProxies: 0 };

  it.each([
    ['is the Host header with http', direct, 'http://tally.example', true],
    ['is not the Host header with https', direct, 'https://tally.example', false],
    ['is not another port of the host', direct, 'http://tally.example:81', false],
    ['may have https behind a trusted proxy', proxied, 'https://tally.example', true],
    ['may have http behind a trusted proxy', proxied, 'http://tally.example', true],
    ['is not another host behind a trusted proxy', proxied, 'https://evil.example', false],
    ['is the origin of PUBLIC_URL', encrypted, 'https://tally.example', true],
    ['is not PUBLIC_URL with http', encrypted, 'http://tally.example', false],
    ['is PUBLIC_URL with its port', named, 'http://tally.example:8080', true],
    ['is not the Host header if there is PUBLIC_URL', named, 'http://tally.example', false],
    ['is not an extension or a custom scheme', direct, 'chrome-extension://tally.example', false],
    ['is listed in CORS_ORIGINS', encrypted, 'https://screens.example', true],
  ])('%s', (_what, config, origin, isAllowed) => {
    const settings = { ...config, corsOrigins: ['https://screens.example'] };
    const request = requestFrom(origin);
    expect([isAllowedOrigin(origin, request, settings), isFromAllowedPage(request, settings)]).toEqual([
      isAllowed,
      isAllowed,
    ]);
  });

  it.each([
    ['is the one that a trusted proxy reports', proxied, 'https', ['https://tally.example']],
    ['is http if a trusted proxy reports it', proxied, 'http', ['http://tally.example']],
    [
      'is what the first of two trusted proxies reports',
      { ...proxied, trustedProxies: 2 },
      'http, HTTPS , http',
      ['https://tally.example'],
    ],
    [
      'is unknown if the proxy reports something else',
      proxied,
      'wss',
      ['http://tally.example', 'https://tally.example'],
    ],
    ['is http if no proxy is trusted', direct, 'https', ['http://tally.example']],
    ['is that of PUBLIC_URL regardless of the proxy', encrypted, 'http', ['https://tally.example']],
  ])('has a scheme that %s', (_what, config, scheme, allowed) => {
    const settings = { ...config, corsOrigins: [] };
    const origins = ['http://tally.example', 'https://tally.example'];
    expect(
      origins.filter((origin) => isAllowedOrigin(origin, requestFrom(origin, 'tally.example', scheme), settings)),
    ).toEqual(allowed);
    const path = config.publicUrl === null ? '' : '/api';
    expect(serverUrlFor(requestFrom(allowed[0]!, 'tally.example', scheme), settings)).toBe(allowed[0] + path);
  });

  it('is not a Host header that is no host', () => {
    const settings = { ...direct, corsOrigins: [] };
    for (const host of ['x/y', 'a@b', ''])
      expect(isAllowedOrigin(`http://${host}`, requestFrom(`http://${host}`, host), settings)).toBe(false);
  });
});

describe('the address of a client', () => {
  const addressBehindProxy = (entry: string): string | null =>
    addressOf(
      { headers: { 'x-forwarded-for': entry }, socket: { remoteAddress: '10.0.0.1' } } as unknown as IncomingMessage,
      { trustedProxies: 1 },
    );

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:5123', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:5123', '2001:db8::7'],
    ['unknown', '10.0.0.1'],
  ])('is the one in X-Forwarded-For without its port: %s', (entry, address) =>
    expect(addressBehindProxy(entry)).toBe(address),
  );
});
