import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { deepFreeze } from '../testing/builders.ts';
import { type InnerCredentials, putBack, putBackInner } from './credentials.ts';

describe('putBack', () => {
  it('adds what the export left out', () => {
    const holder: JsonObject = { key: 'k' };
    putBack(holder, deepFreeze({ password: 'p', privatekey: 'f' }));
    expect(holder).toEqual({ key: 'k', password: 'p', privatekey: 'f' });
  });

  it('touches nothing that the export holds, be it empty', () => {
    const holder: JsonObject = { password: 'own', ssl_key_password: '' };
    putBack(holder, { password: 'other', ssl_key_password: 'other' });
    expect(holder).toEqual({ password: 'own', ssl_key_password: '' });
  });

  it('does nothing where there are none', () => {
    const holder: JsonObject = { key: 'k' };
    putBack(holder, undefined);
    putBack(holder, {});
    expect(holder).toEqual({ key: 'k' });
  });
});

describe('putBackInner', () => {
  const secrets = (...names: string[]): Map<string, JsonObject> =>
    new Map(names.map((name) => [name, { password: `of ${name}` }]));
  const credentials: InnerCredentials = {
    items: new Map([
      ['7', secrets('item', 'rule', 'prototype')],
      ['8', secrets('item')],
    ]),
    scenarios: new Map([['7', new Map([['web', { http_password: 'of web' }]])]]),
  };
  const element = (): JsonObject => ({
    host: 'A',
    items: [{ key: 'item' }, { key: 'other' }],
    discovery_rules: [
      { key: 'rule', item_prototypes: [{ key: 'prototype' }, { key: 'other' }] },
      { key: 'other' },
    ],
    httptests: [{ name: 'web' }, { name: 'item' }],
  });

  it('finds items, rules, prototypes and web scenarios by the names that they have on their host', () => {
    const host = element();
    putBackInner(host, '7', credentials);
    expect(host).toEqual({
      host: 'A',
      items: [{ key: 'item', password: 'of item' }, { key: 'other' }],
      discovery_rules: [
        {
          key: 'rule',
          password: 'of rule',
          item_prototypes: [{ key: 'prototype', password: 'of prototype' }, { key: 'other' }],
        },
        { key: 'other' },
      ],
      httptests: [{ name: 'web', http_password: 'of web' }, { name: 'item' }],
    });
  });

  it('gives a host nothing of another', () => {
    const host = element();
    putBackInner(host, '8', credentials);
    expect(host).toEqual({ ...element(), items: [{ key: 'item', password: 'of item' }, { key: 'other' }] });
    const unknown = element();
    putBackInner(unknown, '9', credentials);
    expect(unknown).toEqual(element());
    putBackInner({ host: 'empty' }, '7', credentials);
  });
});
