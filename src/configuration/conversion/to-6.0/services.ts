import { createHash } from 'node:crypto';
import { byText, type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, type Draft, type DraftObject, draftsOf } from '../draft.ts';
import { tagTrigger } from './service-triggers.ts';
import { slaOf, slaSignature } from './slas.ts';
import { uuidOf } from './uuids.ts';

/** How the status of a service follows from its children: 1 and 2 have changed places. */
const ALGORITHMS: Readonly<Record<string, string>> = { '0': '0', '1': '2', '2': '1' };

const LINK = 'ServiceLink';
const LONGEST_LINK = 32;
const SLA = 'SLA';
const UNKNOWN_TIMES = 'what is agreed on for it: the backup does not record at which times that holds';

/**
 * 6.0: services find their problems by tags where they named a trigger, and what was agreed on is an object of its own. The
 * upgrade makes up both tags: `ServiceLink`, which the trigger gets as well, and `SLA`. It numbers them by ids, which no
 * backup holds: here triggers go by a hash of their names, agreements by the order of the services.
 */
export const services: ConversionStep = {
  name: 'services and what is agreed on for them',
  kinds: ['services', 'slas', 'templates', 'hosts'],
  convert(draft) {
    const all = draftsOf(draft, 'services').toSorted(([a], [b]) => byText(a, b));
    if (!draft.objects.has('services')) return;
    const agreements = new Map<string, DraftObject>();
    const numbers = new Map<string, string>();
    const isTwin = twins(all.map(([, { content }]) => text(content.name)));
    const tagged = new Map<string, string | undefined>();
    for (const [key, object] of all) {
      const { content } = object;
      const tags: JsonObject[] = [];
      if (content.times === undefined) draft.losses.push({ kind: 'services', key, what: UNKNOWN_TIMES });
      else {
        const signature = slaSignature(content);
        const number = numbers.get(signature) ?? String(numbers.size + 1);
        numbers.set(signature, number);
        const name = `${SLA}:${number}`;
        if (!agreements.has(name)) agreements.set(name, { content: slaOf(content, name, number) });
        tags.push({ tag: SLA, value: number });
      }
      object.content = newService(content, tags, linkOf(draft, key, content, tagged));
      // An upgrade gives all of one name the same.
      object.content.uuid = uuidOf(isTwin(text(content.name)) ? key : text(content.name));
    }
    if (agreements.size > 0 || all.length === 0) draft.objects.set('slas', agreements);
  },
};

/** Whether several have a name. */
function twins(names: readonly string[]): (name: string) => boolean {
  const once = new Set<string>();
  const more = new Set<string>();
  for (const name of names) (once.has(name) ? more : once).add(name);
  return (name) => more.has(name);
}

function newService(service: JsonObject, tags: JsonObject[], link: string | undefined): JsonObject {
  const { dependencies } = service;
  const children = objectsIn(dependencies).map(({ dependsOnServiceid = null }) => dependsOnServiceid);
  return {
    name: service.name ?? '',
    algorithm: ALGORITHMS[text(service.algorithm)] ?? '0',
    sortorder: service.sortorder ?? '0',
    weight: '0',
    propagation_rule: '0',
    propagation_value: '0',
    description: '',
    tags,
    problem_tags: link === undefined ? [] : [{ tag: LINK, operator: '0', value: link }],
    status_rules: [],
    // The Python tool does not record them: those of the target stay.
    ...(dependencies !== undefined && { children: children.map((serviceid) => ({ serviceid })) }),
  };
}

/** The value of the tag by which a service finds the problems of its trigger; the trigger gets it. */
function linkOf(
  draft: Draft,
  key: string,
  { triggerid = null }: JsonObject,
  tagged: Map<string, string | undefined>,
): string | undefined {
  if (triggerid === null) return undefined;
  const trigger = typeof triggerid === 'string' ? triggerid : '';
  const lose = (): void => {
    const named = trigger === '' ? '' : `, ${JSON.stringify(trigger.split('\n')[0])}`;
    const what = `the problems of its trigger${named}: it is in no host or template of the backup, and so got no tag by which the service finds it`;
    draft.losses.push({ kind: 'services', key, what });
  };
  if (!tagged.has(trigger)) {
    const value = linkValue(trigger);
    tagged.set(
      trigger,
      trigger !== '' && tagTrigger(draft, trigger, { tag: LINK, value }) ? value : undefined,
    );
  }
  const value = tagged.get(trigger);
  if (value === undefined) lose();
  return value;
}

function linkValue(trigger: string): string {
  const hash = createHash('md5').update(trigger).digest('hex').slice(0, 8);
  const letters = [...`${hash}:${trigger.split('\n')[0]}`];
  return letters.length <= LONGEST_LINK
    ? letters.join('')
    : `${letters.slice(0, LONGEST_LINK - 3).join('')}...`;
}
