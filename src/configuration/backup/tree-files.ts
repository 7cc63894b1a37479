import { parseVersion } from '../../zabbix/version.ts';
import { makeCanonical } from '../canonical.ts';
import { type Configuration, type ConfigurationObject, objectsOf } from '../configuration.ts';
import { groupsFor, mergeDocument, sharedIdentity, spans } from '../document.ts';
import { byText, type JsonObject, objectsIn, text } from '../json.ts';
import type { DocumentTravel, Kind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { hostGroups } from '../kinds/hostgroups.ts';
import { fileNameFor, fileNameOf } from './file-name.ts';
import type { FileToWrite } from './flat-files.ts';
import { kindFolder, SPANNING_LISTS, spanningFolder, supplementFolder } from './format.ts';
import { expectKey, shownObject } from './kind-text.ts';

/**
 * A file for each object, in a folder for each kind. An object that travels by configuration.import is a document for it;
 * triggers and graphs that belong to several of a kind are documents of their own. A file depends on its own object only
 * (and up to 6.0 on the host groups of its host prototypes), so that another one changes no byte of it.
 */
export function* treeFiles(configuration: Configuration): Generator<FileToWrite> {
  for (const name of configuration.objects.keys()) {
    const kind = kindNamed(name);
    const { travel } = kind;
    const objects = [...objectsOf(configuration, name).values()].sort((a, b) => byText(a.key, b.key));
    if (travel.by === 'document') yield* documents({ ...kind, travel }, objects, configuration);
    else {
      for (const object of objects)
        yield [`${kindFolder(name)}/${fileNameOf(object.key)}`, indented(shownObject(kind, object))];
    }
    for (const { key, supplement } of objects) {
      if (supplement === undefined) continue;
      yield [
        `${supplementFolder(name)}/${fileNameOf(key)}`,
        indented(Object.fromEntries([[key, supplement]])),
      ];
    }
  }
}

function* documents(
  kind: Kind & { travel: DocumentTravel },
  objects: readonly ConfigurationObject[],
  configuration: Configuration,
): Generator<FileToWrite> {
  const version = parseVersion(configuration.zabbixVersion);
  const groups = objectsOf(configuration, hostGroups.name);
  const element = kind.travel.element(version);
  const { exportVersion } = configuration;
  const spanning = new Map(SPANNING_LISTS.map((list) => [list, new Map<string, JsonObject>()]));
  for (const object of objects) {
    const content = { ...(object.packed ? object : expectKey(kind, object)).content };
    for (const list of SPANNING_LISTS) {
      const shared = objectsIn(content[list]);
      if (shared.length === 0) continue;
      content[list] = shared.filter((each) => !spans(each, list));
      const found = spanning.get(list);
      for (const each of shared.filter((one) => spans(one, list))) {
        const identity = sharedIdentity(each, list);
        if (!found?.has(identity)) found?.set(identity, each);
      }
    }
    const sections = groupsFor([content], version, (name) => groups.get(name)?.content);
    const {
      version: exported,
      [element]: elements = [],
      ...shared
    } = mergeDocument([content], element, exportVersion, sections);
    makeCanonical(shared);
    const document = { version: exported, [element]: elements, ...shared } as JsonObject;
    yield [`${kindFolder(kind.name)}/${fileNameOf(object.key)}`, indented({ zabbix_export: document })];
  }
  for (const [list, found] of spanning) {
    for (const [identity, each] of found) {
      const shared: JsonObject = { [list]: [each] };
      makeCanonical(shared);
      yield [
        `${spanningFolder(kind.name, list)}/${fileNameFor(text(each.name), identity)}`,
        indented({ zabbix_export: { version: exportVersion, ...shared } }),
      ];
    }
  }
}

function indented(value: JsonObject): string[] {
  return [`${JSON.stringify(value, null, 2)}\n`];
}
