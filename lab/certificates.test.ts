import { describe, expect, it } from 'vitest';
import { alternativeNames } from './certificates.ts';

describe('alternativeNames', () => {
  it('tells addresses from names', () => {
    expect(alternativeNames(['127.0.0.1', 'localhost', '::1', '10.example'])).toBe(
      'IP:127.0.0.1,DNS:localhost,IP:::1,DNS:10.example',
    );
  });
});
