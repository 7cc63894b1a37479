import type { ServerResponse } from 'node:http';

/** A refusal as the JSON API words it (cloud.google.com/storage/docs/json_api/v1/status-codes). */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': String(body.length),
    })
    .end(body);
}

export function sendRefusal(response: ServerResponse, { status, reason, message }: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, status, {
    error: { code: status, message, errors: [{ message, domain: 'global', reason }] },
  });
}
