import type { Gateway, GatewayRequest } from '../../lab/gateway.ts';

/** Methods that change nothing: all that a session needs, and every read. */
const HARMLESS =
  /^(apiinfo\.version|user\.(login|logout|checkAuthentication)|configuration\.export|[a-z]+\.get)$/;

/** Whether a request may change the configuration of the server that it goes to; of several calls together, whether any. */
export function isWrite({ method, body }: Pick<GatewayRequest, 'method' | 'body'>): boolean {
  const methods = Array.isArray(body) ? body.map((call) => String(call?.method)) : [method];
  return !methods.every((each) => HARMLESS.test(each));
}

/** The methods of all requests through the gateway that may have changed something, in their order. */
export function writesThrough(gateway: Gateway): string[] {
  return gateway.requests.filter(isWrite).map(({ method }) => method);
}
