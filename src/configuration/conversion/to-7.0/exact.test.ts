import { expect, it } from 'vitest';
import type { JsonObject } from '../../json.ts';
import type { Draft } from '../draft.ts';
import { exactTexts } from './exact.ts';

function converted(kind: string, exact: JsonObject, content: JsonObject = {}): JsonObject | undefined {
  const object = { content, supplement: { exact, inherited: {} } };
  const draft: Draft = {
    objects: new Map([[kind, new Map([['a', object]])]]),
    notRecorded: new Map(),
    losses: [],
  };
  exactTexts.convert(draft);
  return draft.objects.get(kind)?.get('a')?.supplement;
}

it('triggers go by their expressions of 7.0, and line ends are what they were', () => {
  const line_ends = { comments: 'LF' };
  expect(
    converted('hosts', {
      triggers: [{ name: 't', expression: 'find(/{HOST.HOST}/a,,"regexp","\\d")=1', line_ends }],
      items: [{ key: 'a', line_ends }],
    }),
  ).toEqual({
    inherited: {},
    exact: {
      triggers: [{ name: 't', expression: 'find(/{HOST.HOST}/a,,"regexp","\\\\d")=1', line_ends }],
      items: [{ key: 'a', line_ends }],
    },
  });
});

it('what 7.0 says itself, or has no more, is left out', () => {
  expect(converted('templates', { rule_preprocessing: [{ key: 'a', line_ends: { 1: 'CRLF' } }] })).toEqual({
    inherited: {},
    exact: {},
  });
  expect(converted('mediatypes', { own: [{ parameters: 'none' }] })).toEqual({
    inherited: {},
    exact: { own: [] },
  });
});

it('texts that are left over from another type of item are gone, and their line ends with them', () => {
  const said = (key: string): JsonObject => ({ key, line_ends: { description: 'LF', params: 'LF' } });
  expect(
    converted(
      'hosts',
      { items: [said('a'), said('b'), { key: 'c', line_ends: { posts: 'LF' } }] },
      { items: [{ key: 'a', params: 'x' }, { key: 'b' }, { key: 'c' }] },
    ),
  ).toEqual({
    inherited: {},
    exact: { items: [said('a'), { key: 'b', line_ends: { description: 'LF' } }] },
  });
});
