import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer.ts';
import { AnswerTooLargeError, NotAZabbixError, ZabbixApiError } from './errors.ts';
import { Failure } from './failure.ts';

const URL_OF_API = 'https://h/zabbix/api_jsonrpc.php';

function read(status: number, body: string, { method = 'host.get', headers = {} } = {}): unknown {
  return readAnswer({ status, headers, body }, method, URL_OF_API);
}

function failureOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return expect.unreachable();
}

const refusal = (code: number, message: string, data: string) =>
  JSON.stringify({ jsonrpc: '2.0', error: { code, message, data }, id: 1 });

describe('readAnswer', () => {
  it('gives the result, whatever it is', () => {
    expect(read(200, '{"jsonrpc":"2.0","result":[],"id":1}')).toEqual([]);
    expect(read(200, '{"jsonrpc":"2.0","result":false,"id":1}')).toBe(false);
    expect(read(200, '{"jsonrpc":"2.0","result":null,"id":1}')).toBeNull();
  });

  it("carries method and Zabbix's own words, and what to do", () => {
    const error = failureOf(() =>
      read(200, refusal(-32602, 'Invalid params.', 'No permissions to call "host.create".'), {
        method: 'host.create',
      }),
    );
    expect(error).toBeInstanceOf(ZabbixApiError);
    expect(error).toMatchObject({
      method: 'host.create',
      code: -32602,
      zabbixMessage: 'Invalid params.',
      data: 'No permissions to call "host.create".',
      why: 'Invalid params. No permissions to call "host.create".',
    });
    expect((error as ZabbixApiError).remedy).toMatch(/role/);
  });

  it('leaves out the query that failed, with the values in it', () => {
    const data = `SQL statement execution has failed "INSERT INTO hosts (ipmi_password) VALUES ('hunter2')\n".`;
    const error = failureOf(() => read(200, refusal(-32500, 'Application error.', data))) as ZabbixApiError;
    expect(error.why).toContain('SQL statement execution has failed');
    expect(JSON.stringify([error, error.message, error.why, error.data])).not.toContain('hunter2');
  });

  it.each([
    [500, ''],
    [500, '<html><title>500 Internal Server Error</title></html>'],
    [200, ''],
    [200, '{"jsonrpc":"2.0","result":[{"hostid":"1'],
    [200, '<b>Fatal error</b>: Allowed memory size of 134217728 bytes exhausted'],
    [413, '<html>'],
  ])('takes HTTP %i %j for too large', (status, body) => {
    const error = failureOf(() => read(status, body, { method: 'configuration.export' }));
    expect(error).toBeInstanceOf(AnswerTooLargeError);
    expect(error).toMatchObject({ method: 'configuration.export', outcomeUnknown: false });
  });

  it('says of a write whether it may have been carried out', () => {
    const outcome = (status: number, body: string) =>
      failureOf(() => read(status, body, { method: 'configuration.import' }));
    expect(outcome(500, '')).toMatchObject({ outcomeUnknown: true });
    expect(outcome(413, '')).toMatchObject({ outcomeUnknown: false });
    expect(outcome(200, refusal(-32700, 'Parse error', 'Invalid JSON.'))).toMatchObject({
      outcomeUnknown: false,
    });
  });

  it.each([
    [
      200,
      '<html><head><title>\n Welcome to\n nginx</title>',
      'text/html; charset=utf-8',
      'HTTP 200, text/html, "Welcome to nginx"',
    ],
    [200, 'pong', 'text/plain', 'HTTP 200, text/plain'],
    [200, '{"status":"ok"}', 'application/json', 'HTTP 200, application/json'],
    [404, '', undefined, 'HTTP 404'],
    [401, '', undefined, 'HTTP 401'],
  ])('names what came instead of a Zabbix: %i %s', (status, body, type, came) => {
    const error = failureOf(() =>
      read(status, body, { headers: type === undefined ? {} : { 'content-type': type } }),
    );
    expect(error).toBeInstanceOf(NotAZabbixError);
    expect(error).toMatchObject({
      message: `No Zabbix API answers at ${URL_OF_API}`,
      why: `what came is ${came}`,
    });
  });

  it.each([
    [429, {}, 'busy', true, undefined],
    [503, { 'retry-after': '3' }, 'busy', true, 3000],
    [503, {}, 'gateway', false, undefined],
    [502, {}, 'gateway', false, undefined],
    [504, { 'retry-after': 'soon' }, 'gateway', false, undefined],
  ])('HTTP %i %j may pass', (status, headers, kind, notProcessed, retryAfterMs) => {
    const error = failureOf(() => read(status, '', { headers }));
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind, notProcessed, retryAfterMs });
  });

  it('reads Retry-After as a date too', () => {
    const headers = { 'retry-after': new Date(Date.now() + 5_000).toUTCString() };
    const wait = (failureOf(() => read(429, '', { headers })) as Failure).retryAfterMs;
    expect(wait).toBeGreaterThan(2_000);
    expect(wait).toBeLessThanOrEqual(5_000);
  });

  it.each([
    [1, 'Error connecting to database.', ''],
    [-32603, 'Internal error.', 'Error connecting to database.'],
  ])('knows that Zabbix without a database did nothing (5.0 and 6.0; 7.0)', (code, message, data) => {
    expect(failureOf(() => read(200, refusal(code, message, data)))).toMatchObject({
      kind: 'database',
      notProcessed: true,
    });
  });
});
