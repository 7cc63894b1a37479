import type { Gateway, GatewayRequest } from '../../lab/gateway.ts';

/** Methods that change nothing: all that a session needs, and every read. */
const HARMLESS =
  /^(apiinfo\.version|user\.(login|logout|checkAuthentication)|configuration\.export|[a-z]+\.get)$/;

export interface ApiCall {
  readonly method: string;
  readonly params?: unknown;
}

/** The calls in a request: small reads share one. None where it is no call of the API. */
export function callsIn({ body }: Pick<GatewayRequest, 'body'>): ApiCall[] {
  const calls: unknown[] = Array.isArray(body) ? body : [body];
  return calls.filter(
    (call): call is ApiCall => typeof call === 'object' && call !== null && 'method' in call,
  );
}

/** Whether a request may change the configuration of the server that it goes to. */
export function isWrite(request: Pick<GatewayRequest, 'body'>): boolean {
  return callsIn(request).some(({ method }) => !HARMLESS.test(method));
}

/** The methods of all requests through the gateway that may have changed something, in their order. */
export function writesThrough(gateway: Gateway): string[] {
  return gateway.requests.filter(isWrite).map(({ method }) => method);
}
