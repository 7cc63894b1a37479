import { describe, expect, it } from 'vitest';
import { lower } from './engine.ts';
import { connectionError } from './failure.ts';
import { healthIn } from './health.ts';
import { logLines } from './log-lines.ts';
import { sshCommand } from './ssh.ts';

describe('the version of the API', () => {
  it.each([
    ['1.41', '1.51', '1.41'],
    ['1.51', '1.41', '1.41'],
    ['1.9', '1.41', '1.9'],
  ])('of %s and %s is %s', (one, other, version) => {
    expect(lower(one, other)).toBe(version);
  });
});

describe('a log', () => {
  function frame(stream: number, text: string): Buffer {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  }

  it('is taken out of its frames', () => {
    const log = Buffer.concat([frame(1, 'reading\n'), frame(2, 'no database é\n'), frame(1, 'end')]);
    expect(logLines(log)).toEqual(['reading', 'no database é', 'end']);
  });

  it('holds nothing that the Engine itself says of it', () => {
    const failed = frame(3, 'Error grabbing logs: rpc error');
    expect(logLines(failed)).toEqual([]);
    expect(logLines(Buffer.concat([frame(1, 'reading\n'), failed]))).toEqual(['reading']);
  });

  it('of a terminal has no frames', () => {
    expect(logLines(Buffer.from('one\r\ntwo\r\n'))).toEqual(['one', 'two']);
  });

  it('may be empty', () => {
    expect(logLines(Buffer.alloc(0))).toEqual([]);
  });
});

describe('the ssh command', () => {
  const remote = ['docker', 'system', 'dial-stdio'];

  it.each([
    ['ssh://h', ['--', 'h', ...remote]],
    ['ssh://me@h:2222', ['-l', 'me', '-p', '2222', '--', 'h', ...remote]],
    ['ssh://me@h:80', ['-l', 'me', '-p', '80', '--', 'h', ...remote]],
    ['ssh://[::1]:22', ['-p', '22', '--', '::1', ...remote]],
    [
      'ssh://h/run/docker.sock',
      ['--', 'h', 'docker', '--host', 'unix:///run/docker.sock', 'system', 'dial-stdio'],
    ],
  ])('to %s', (host, end) => {
    expect(sshCommand(host)).toEqual(['ssh', '-T', '-o', 'BatchMode=yes', ...end]);
  });
});

describe('a connection that does not come about', () => {
  function failure(code: string, message = code): Error {
    return Object.assign(new Error(message), { code });
  }
  const unix = { host: 'unix:///s.sock', timeoutMs: 1 };
  const tcp = { host: 'tcp://h:2376', timeoutMs: 1 };
  const tls = { ...tcp, certPath: '/c' };

  it.each([
    [unix, failure('ENOENT'), 'There is no socket /s.sock'],
    [unix, failure('EACCES'), 'This user may not use the socket /s.sock'],
    [unix, failure('ECONNREFUSED'), 'Nothing listens at the socket /s.sock'],
    [tcp, failure('ECONNREFUSED'), 'Nothing listens at tcp://h:2376'],
    [tcp, failure('ENOTFOUND'), 'The host of tcp://h:2376 is not known'],
    [tcp, failure('EHOSTUNREACH'), 'The Docker Engine at tcp://h:2376 cannot be reached'],
    [tcp, failure('ECONNRESET'), 'The Docker Engine at tcp://h:2376 closed the connection'],
    [
      tls,
      failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'The certificate of the Docker Engine at tcp://h:2376 is not trusted',
    ],
    [
      tls,
      failure('ERR_TLS_CERT_ALTNAME_INVALID'),
      'The certificate of the Docker Engine at tcp://h:2376 is not trusted',
    ],
    [tls, failure('INVALID_PURPOSE'), 'The certificate of the Docker Engine at tcp://h:2376 is not trusted'],
    [tls, failure('ERR_TLS_HANDSHAKE_TIMEOUT'), 'The Docker Engine at tcp://h:2376 cannot be reached'],
    [
      tls,
      failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'The Docker Engine at tcp://h:2376 refuses the client certificate',
    ],
    [
      tls,
      failure('EPROTO', 'write EPROTO 40:error:0A00010B:SSL routines:f:wrong version number:x'),
      'The Docker Engine at tcp://h:2376 does not speak TLS',
    ],
  ])('%j: %s', (endpoint, error, message) => {
    const told = connectionError(endpoint, error);
    expect(told.message).toBe(message);
    expect(told.remedy).toEqual(expect.any(String));
  });
});

describe('the health', () => {
  it.each([
    ['Up 2 minutes', 'none'],
    ['Up 2 minutes (healthy)', 'healthy'],
    ['Up 3 seconds (health: starting)', 'starting'],
    ['Up 2 hours (unhealthy)', 'unhealthy'],
    ['Exited (0) 2 hours ago', 'none'],
  ])('in "%s" is %s', (status, health) => {
    expect(healthIn(status)).toBe(health);
  });
});
