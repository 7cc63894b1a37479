import { describe, expect, it } from 'vitest';
import { objectsIn } from '../../json.ts';
import { converted, host } from './testing/converted.ts';

describe('texts that would become too long', () => {
  it('stay, and are named', () => {
    const call = `{h:${'k'.repeat(110)}.last()}`;
    const {
      host: made,
      mediaType,
      losses,
    } = converted({
      hosts: { h: host({ graphs: [{ name: `${call}123456789`, graph_items: [] }] }) },
      mediatypes: {
        m: {
          name: 'm',
          message_templates: [
            { event_source: 'TRIGGERS', operation_mode: 'PROBLEM', subject: call.padEnd(255) },
          ],
        },
      },
    });
    expect(objectsIn(made?.content.graphs)[0]?.name).toContain(call);
    expect(objectsIn(mediaType.message_templates)[0]?.subject).toContain(call);
    expect(losses.map(({ kind, key }) => [kind, key])).toEqual([
      ['hosts', 'h'],
      ['mediatypes', 'm'],
    ]);
  });
});

describe('media types', () => {
  it('have the parameters of a webhook by name, and messages with macros of 6.0', () => {
    const { mediaType } = converted({
      mediatypes: {
        m: {
          name: 'm',
          type: 'WEBHOOK',
          parameters: { '0': { name: 'Host_IP', value: 'x' }, '2': { name: 'Hostname', value: '' } },
          message_templates: [
            {
              event_source: 'TRIGGERS',
              operation_mode: 'RECOVERY',
              subject: '{EVENT.NAME}',
              message: '{h:k.last()}',
            },
          ],
        },
      },
    });
    expect(mediaType.parameters).toEqual([{ name: 'Hostname' }, { name: 'Host_IP', value: 'x' }]);
    expect(mediaType.message_templates).toMatchObject([
      { subject: '{EVENT.RECOVERY.NAME}', message: '{?last(/h/k)}' },
    ]);
  });
});
