import { describe, expect, it } from 'vitest';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { notRecorded, SECTIONS } from '../backup/sections.ts';
import type { Configuration } from '../configuration.ts';
import { type JsonObject, objectsIn } from '../json.ts';
import { makePlan } from '../plan.ts';
import { configurationOf, deepFreeze, V50, V60, V70 } from '../testing/builders.ts';
import { actionToApi, triggerActions } from './actions.ts';
import { mayConcernUnusedTexts, settleUnusedTexts } from './unused-texts.ts';

const TEXT = { subject: 's', message: 'm' };
const DEFAULT: JsonObject = { default_msg: '1', mediatypeid: '4' };

function operation(opmessage: JsonObject, userid = '1'): JsonObject {
  return { operationtype: '0', opmessage, opmessage_usr: [{ userid }] };
}

function action(...operations: JsonObject[]): JsonObject {
  return { name: 'A', operations, recovery_operations: [] };
}

/** Settles an action on a server that keeps what it holds of texts where none is sent. */
async function settle(
  desired: JsonObject,
  live: JsonObject | undefined,
  sticks = false,
): Promise<{ sent: JsonObject[]; after: JsonObject | undefined }> {
  const sent: JsonObject[] = [];
  let now = live;
  await settleUnusedTexts(
    desired,
    async () => now,
    async (fields) => {
      sent.push(fields);
      const held = objectsIn(now?.operations).map(({ opmessage }) => opmessage as JsonObject);
      if (sticks) return;
      now = action(
        ...objectsIn(fields.operations).map((each, index) => {
          const own = each.opmessage as JsonObject;
          if (own.default_msg === '0') return each;
          const { subject = '', message = '' } = held[index] ?? {};
          return { ...each, opmessage: { ...own, subject, message } };
        }),
      );
    },
  );
  return { sent, after: now };
}

describe('texts that operations do not send', () => {
  it('are left alone where they are as they should be, and where the action is gone', async () => {
    const own = operation({ ...DEFAULT, ...TEXT, default_msg: '0' });
    const desired = action(own, operation(DEFAULT, '2'));
    const empty = operation({ ...DEFAULT, subject: '', message: '' }, '2');
    expect((await settle(desired, action(empty, own))).sent).toEqual([]);
    expect((await settle(desired, undefined)).sent).toEqual([]);
  });

  it('are taken away, and put there, by sending them once', async () => {
    const bare = action(operation(DEFAULT));
    const holding = action(operation({ ...DEFAULT, ...TEXT }));
    const { sent, after } = await settle(bare, holding);
    const none = { subject: '', message: '' };
    expect(sent).toEqual([
      { operations: [operation({ ...none, ...DEFAULT, default_msg: '0' })], recovery_operations: [] },
      { operations: bare.operations, recovery_operations: [] },
    ]);
    expect(after?.operations).toEqual([operation({ ...DEFAULT, ...none })]);
    expect((await settle(holding, bare)).after?.operations).toEqual(holding.operations);
  });

  it('are told apart by whom the operation is for', async () => {
    const desired = action(operation({ ...DEFAULT, ...TEXT }), operation(DEFAULT, '2'));
    const swapped = action(operation(DEFAULT), operation({ ...DEFAULT, ...TEXT }, '2'));
    expect((await settle(desired, swapped)).sent).toHaveLength(2);
  });

  it('are given up where nothing helps', async () => {
    const { sent } = await settle(
      action(operation(DEFAULT)),
      action(operation({ ...DEFAULT, ...TEXT })),
      true,
    );
    expect(sent).toHaveLength(6);
  });

  it('are looked for where a write may have left or lost one', () => {
    const bare = action(operation(DEFAULT));
    const holding = action(operation({ ...DEFAULT, ...TEXT }));
    const own = action(operation({ ...DEFAULT, ...TEXT, default_msg: '0' }));
    for (const version of [V60, V70]) {
      expect(mayConcernUnusedTexts(bare, undefined, version)).toBe(false);
      expect(mayConcernUnusedTexts(own, undefined, version)).toBe(false);
      expect(mayConcernUnusedTexts(holding, undefined, version)).toBe(true);
      expect(mayConcernUnusedTexts(bare, bare, version)).toBe(false);
      expect(mayConcernUnusedTexts(bare, own, version)).toBe(true);
      expect(mayConcernUnusedTexts(bare, holding, version)).toBe(true);
    }
    expect(mayConcernUnusedTexts(bare, holding, V50)).toBe(false);
  });
});

describe('a text that an operation does not send', () => {
  const opmessage = { default_msg: '1', mediatypeid: '4', subject: 's', message: 'm' };
  const action = { operations: [{ operationtype: '0', opmessage }] };

  it('is sent where the API takes it', () => {
    const sent = (version: ZabbixVersion): unknown =>
      objectsIn(actionToApi(deepFreeze(action), version).operations)[0]?.opmessage;
    expect(sent(V50)).toEqual(opmessage);
    expect(sent(V60)).toEqual({ default_msg: '1', mediatypeid: '4' });
    expect(sent(V70)).toEqual({ default_msg: '1', mediatypeid: '4' });
  });

  it('is no difference from a backup that does not record it', () => {
    const side = (content: JsonObject): Configuration =>
      configurationOf({ trigger_actions: { A: { name: 'A', ...content } } });
    const options = { kinds: [triggerActions], version: V70, keepItems: false };
    const bare = { operations: [{ operationtype: '0', opmessage: { default_msg: '1', mediatypeid: '4' } }] };
    const changes = (desired: JsonObject, live: JsonObject, records: string[]): number =>
      makePlan(side(desired), side(live), { ...options, notRecorded: notRecorded(records) }).changes.length;
    expect(changes(bare, action, ['exact'])).toBe(0);
    expect(changes(bare, action, [...SECTIONS])).toBe(1);
    expect(changes(action, bare, [...SECTIONS])).toBe(1);
    expect(changes(action, action, [...SECTIONS])).toBe(0);
  });
});
