import { createVerify, type KeyObject, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './gcs-answers.ts';

export interface Tokens {
  /** The service account that gets tokens. */
  readonly email: string;
  readonly publicKey: KeyObject;
  /** The tokens that were given out. */
  readonly valid: Set<string>;
}

/**
 * Gives a token for an assertion that the account's key has signed, as Google's token endpoint does
 * (developers.google.com/identity/protocols/oauth2/service-account).
 */
export async function answerToken(
  request: IncomingMessage,
  response: ServerResponse,
  { email, publicKey, valid }: Tokens,
): Promise<void> {
  let text = '';
  for await (const piece of request) text += String(piece);
  const form = new URLSearchParams(text);
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(publicKey, Buffer.from(signature, 'base64url'));
  const issuer = (parsed(claims) as { iss?: string } | undefined)?.iss;
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    sendJson(response, 400, { error: 'unsupported_grant_type', error_description: 'Invalid grant_type' });
  } else if (!isSigned || issuer !== email) {
    sendJson(response, 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  } else {
    const token = `ya29.${randomBytes(24).toString('hex')}`;
    valid.add(token);
    sendJson(response, 200, { access_token: token, expires_in: 3599, token_type: 'Bearer' });
  }
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
