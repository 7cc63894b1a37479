import type { Zabbix } from '../zabbix/connection.ts';
import type { ZabbixVersion } from '../zabbix/version.ts';
import type { ConfigurationObject } from './configuration.ts';
import type { ExactClass } from './exact/exact-class.ts';
import type { JsonObject } from './json.ts';

/**
 * Where a reference to another object stands. `path` leads to the field: names joined by dots, `[]` behind the name
 * of a list. In a Configuration the field holds the key of the target; in what X.get and X.create speak, its id.
 */
export interface Reference {
  readonly path: string;
  /** The series in which the field exists: from (inclusive) and before (exclusive). */
  readonly since?: string;
  readonly before?: string;
  /** The kind that is pointed to; where it depends on a field, by the value of that, in the element of the innermost list. */
  readonly to: string | { readonly by: string; readonly kinds: Readonly<Record<string, string>> };
  /** The id that means 'nothing' ('0'): held as null in a Configuration. */
  readonly none?: string;
  /** Ids that are constants rather than objects ('0', the current host): left as they are. */
  readonly constants?: readonly string[];
  /** The field holds a trigger expression, in which hosts or templates are named. Documents only. */
  readonly expression?: true;
  /** Does not ask for the target to exist first (a dependency that is put in place in a second pass). */
  readonly unordered?: true;
  /**
   * Does not ask for the target to exist first. Where the target is not there yet, an object is created without what names
   * it and completed by X.update as soon as it is; an update waits for it as a whole. An element of a document is imported
   * without it, and completed by another import. What is left out is the element of the innermost list in the path, or the
   * field where there is no list; of an outer list where its path is given: 'selements[]'.
   */
  readonly deferred?: true | string;
}

/** How ids and keys of a class are found from each other: by X.get with these parameters. */
export interface Lookup {
  readonly api: string;
  readonly idField: string;
  /** The parameter of X.get that takes ids: 'templateids'. */
  readonly idsParameter: string;
  /** What X.get returns of an object so that its key can be made. */
  output(version: ZabbixVersion): readonly string[];
  /** Further parameters of X.get: selects, filters. */
  parameters?(version: ZabbixVersion): JsonObject;
  /** The filter that finds objects by these keys. May find more: the key decides. Absent: all are read. */
  filter?(keys: readonly string[], version: ZabbixVersion): JsonObject;
  /** The field that holds the id of whose it is, where the key holds the owner's: `key` is given the owner's key in it. */
  readonly owner?: { readonly field: string; readonly kind: string };
  /** The field that holds the name in files that list ids. Absent: 'name'. */
  readonly nameField?: string;
  /** The key of a row of X.get. */
  key(row: JsonObject, version: ZabbixVersion): string;
  /**
   * The keys of all rows of the class together, where a row by itself does not tell (a place in a tree, a number among
   * look-alikes): X.get is asked for everything then.
   */
  keysTogether?(rows: readonly JsonObject[], version: ZabbixVersion): string[];
  /** The key once hosts and templates have other names, where the key holds their names. */
  renamed?(key: string, hosts: ReadonlyMap<string, string>): string;
}

/** A kind whose objects travel as elements of documents of configuration.export and configuration.import. */
export interface DocumentTravel {
  readonly by: 'document';
  /** The list in the document: 'templates'. */
  element(version: ZabbixVersion): string;
  /** The option of configuration.export that takes ids. */
  exportOption(version: ZabbixVersion): string;
  /** Objects asked for in one call; parts that prove too large are halved. */
  readonly partSize: number;
  /** Narrows the objects that belong to the configuration: made by a person, not by discovery. */
  readonly where?: JsonObject;
  /** Fields of X.get that an export may leave out and an import takes, under their names in the element. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Fields of X.get that an element has no place for: kept beside it as the object's supplement. */
  supplement?(version: ZabbixVersion): readonly string[];
  /** What is in its elements and neither they nor an import say rightly: kept in the supplement, set by X.update. */
  readonly exact?: readonly ExactClass[];
  /**
   * An element that is full of other objects (items, triggers …) is written in two ways: its own fields, which are these,
   * by X.create and X.update, interfaces and links by themselves, and what is inside by import.
   */
  readonly ownFields?: Readonly<Record<string, WriteOwn>>;
  /**
   * Parameters of X.get whose answer is another one when an object was changed: what tells so where no audit log does. It
   * is small, and so says nothing of a change within a part of an object. Absent: names.
   */
  look?(version: ZabbixVersion): JsonObject;
  /** Its objects are templates: of what is inherited, X.get gives theirs with `templated`. */
  readonly templated?: true;
  /** The rules of configuration.import for this kind's elements and all that stands in them. */
  rules(version: ZabbixVersion): ImportRules;
  /** The rules for what is imported later than the rest of an element, since it names what came later (`deferred`). */
  readonly rulesForLater?: ImportRules;
}

/** The id of an object that is known to be on the server. Throws where it is not. */
export type IdOf = (kind: string, key: string) => string;

/** What is needed to turn a template's or host's own fields into parameters of X.create and X.update. */
export interface OwnFieldsContext {
  readonly version: ZabbixVersion;
  readonly idOf: IdOf;
  /** Ids of the macros that the object has already, by macro. */
  readonly macroIds: ReadonlyMap<string, string>;
  /** The object as it is now; absent where it is created. */
  readonly live?: JsonObject;
}

/** The fields of X.create and X.update that carry a field of an export element. */
export type WriteOwn = (element: JsonObject, context: OwnFieldsContext) => JsonObject;

export type ImportRules = Record<
  string,
  { createMissing?: boolean; updateExisting?: boolean; deleteMissing?: boolean }
>;

/** A kind whose objects are read by X.get and written by X.create and X.update. */
export interface ObjectTravel {
  readonly by: 'object';
  /**
   * The installation makes the one object that there is: X.get gives it and no list, X.update takes no id, nothing
   * creates or deletes it.
   */
  readonly single?: true;
  /** Parameters of X.get: everything that makes up the object. */
  parameters(version: ZabbixVersion): JsonObject;
  /** Its objects are many or large on every server: X.get shares no request with others. */
  readonly large?: true;
  /** Of the rows of X.get those that are configuration, with what only further calls tell. Absent: all, as they are. */
  completeRows?(
    rows: readonly JsonObject[],
    zabbix: Pick<Zabbix, 'version' | 'call'>,
    signal: AbortSignal | undefined,
  ): Promise<JsonObject[]>;
  /** A row of X.get without what X.create refuses and with the names of fields that a Configuration uses. */
  fromApi(row: JsonObject, version: ZabbixVersion): JsonObject;
  /** The inverse, for X.create and X.update: ids are in place already. */
  toApi?(content: JsonObject, version: ZabbixVersion): JsonObject;
  /** Lists whose order means something; all others are sets and are sorted by content. */
  readonly ordered?: readonly string[];
  /** Sets that are written in the order in which X.get gives them, as the database numbers their elements by it. */
  readonly keptInOrder?: readonly string[];
  /** 'whole' where the API wants related fields together, 'changed' where only what differs may be sent. */
  readonly update: 'whole' | 'changed';
  /** What X.create, X.update and X.delete are called, where that is otherwise. */
  readonly methods?: { readonly create: string; readonly update: string; readonly delete: string };
  /** X.create takes ids that objects make up for their own parts as ids of the whole call: one object at a time. */
  readonly createdAlone?: true;
  /** Adds to the parameters of an X.create what only the server knows. */
  completeCreate?(fields: JsonObject, zabbix: Zabbix): Promise<JsonObject>;
  /** Adds to the parameters of an X.update what only the server knows (the id of a part of the object). */
  completeUpdate?(fields: JsonObject, id: string, zabbix: Zabbix): Promise<JsonObject>;
  /** Fields that X.update takes only together: where one of them differs all are sent. */
  readonly together?: readonly (readonly string[])[];
  /** Fields that X.create takes and X.update refuses. */
  readonly createOnly?: readonly string[];
  /** Fields that nothing can change: not compared. */
  notCompared?(version: ZabbixVersion): readonly string[];
  /** Why one that the target lacks is not created, where nothing but a person can: in words, with the remedy. */
  readonly updateOnly?: string;
  /**
   * An object is what a person added to something that is made otherwise: it comes to be by X.update. Why it cannot yet where
   * that something is not there.
   */
  readonly addedTo?: string;
  /** Parameters of the X.update that takes an object away, where X.delete would take more than it. */
  emptied?(id: string, zabbix: Zabbix): Promise<JsonObject>;
  /**
   * The nearest to the desired object that X.update can make of the live one, where Zabbix does not take it all back.
   * Absent: the desired one itself.
   */
  attainable?(desired: JsonObject, live: JsonObject, version: ZabbixVersion): JsonObject;
  /**
   * Makes what a single X.create or X.update does not take, after it. May look at what is there.
   * @param fields as they were written, ids in place
   * @param live the object as the plan found it; undefined where it was created
   * @param update X.update of the object with these fields
   */
  settle?(
    fields: JsonObject,
    live: JsonObject | undefined,
    id: string,
    zabbix: Pick<Zabbix, 'version' | 'call'>,
    update: (fields: JsonObject) => Promise<void>,
  ): Promise<void>;
  /**
   * What early backups do not hold of an object: one that does not name the section among its `records` is compared with
   * objects without it.
   */
  readonly lateSection?: { readonly name: string; without(content: JsonObject): JsonObject };
  /** An update may leave the user who restores without a way in: where it does, it is taken back. */
  readonly mayLockOut?: true;
  /** Zabbix changes objects of the kind along with others: they are looked at again when those were written. */
  readonly changedByOthers?: true;
  /** Fields of an object that is on both sides which Zabbix lets nobody change: left as they are, and said. */
  leave?(desired: JsonObject, live: JsonObject): LeftFields | undefined;
  /** What an update takes away that nothing brings back: 'template link', and which one. */
  costs?(desired: JsonObject, live: JsonObject): { readonly what: string; readonly name: string } | undefined;
  /**
   * Lists of links between objects of the kind itself, put in place when all of them exist: first what goes is
   * taken away everywhere, then what comes is added, so that a link can move from one object to another.
   */
  readonly links?: (version: ZabbixVersion) => string;
  /**
   * What the API asks for and the content lacks, because its backup does not record it, in words. A live one may have it
   * already.
   */
  lacking?(content: JsonObject, live: JsonObject | undefined, version: ZabbixVersion): string | undefined;
  /** What a new object needs and no API gives back, made up so that it is closed, never open. */
  closed?(content: JsonObject, version: ZabbixVersion): { fields: JsonObject; needs: string } | undefined;
}

/** The keys of the user of the session, and of the API token by which calls are made. */
export interface OwnKeys {
  readonly user: string;
  /** Undefined where it is a login. */
  readonly token?: string | undefined;
}

/** Fields that stay as they are on the target although the backup has them otherwise. */
export interface LeftFields {
  readonly fields: readonly string[];
  /** For a sentence: 'Zabbix lets nobody change this role'. */
  readonly why: string;
}

/** Something that X.create and X.update take and that X.get never gives back. */
export interface Secret {
  /** The fields that it is made of. Where there are several, all are given or none (a key and its identity). */
  readonly fields: readonly string[];
  /** They stand in the supplement of an object, not in its content. */
  readonly in?: 'supplement';
  /** Whether an object has one, by what the API does give. Absent: each has. */
  has?(fields: JsonObject): boolean;
  /** An empty text is a value like others. Absent: it is the same as none. */
  readonly mayBeEmpty?: true;
  /** What Zabbix's own database is asked: a select of the object's key, as `key`, and of the fields. */
  stored?(version: ZabbixVersion): string;
  /** Why the database cannot tell it either: in words. */
  readonly notStored?: string;
}

/** A class that others point to and that is not backed up itself: only its names are looked up. */
export interface NameOnly {
  readonly by: 'name';
  /** The hosts and templates inside which an object stands, where its key says so: it is restored along with them. */
  within?(key: string): string[];
  /** The kinds that are backed up and make up the class: an object of any of them is meant, and they come first. */
  readonly among?: readonly string[];
  /** The kind whose objects have objects of this class as parts, and the keys of the parts of one. */
  readonly partsOf?: { readonly kind: string; keysIn(content: JsonObject): string[] };
}

/** The descriptor of one class of Zabbix objects. A kind is data; a quirk is a small function in its file. */
export interface Kind {
  /** The name in files, `--only` and messages: 'trigger_actions'. */
  readonly name: string;
  /** For sentences: 'trigger action'. */
  readonly singular: string;
  /** The series in which the class exists: from (inclusive) and before (exclusive). */
  readonly since?: string;
  readonly before?: string;
  /** Zabbix has it before `since` too, but the API of those versions does not reach it. */
  readonly existedBefore?: true;
  /**
   * How the audit log calls a change of its objects: resource types of auditlog.get (CAudit). Absent: no version whose audit
   * log is read has the class.
   */
  readonly audited?: readonly string[];
  /** The same for what stands inside its objects. */
  readonly auditedInside?: readonly string[];
  readonly lookup: Lookup;
  readonly travel: DocumentTravel | ObjectTravel | NameOnly;
  readonly references: readonly Reference[];
  /** Its objects have macros of their own in a list of that name, in the words of an export. */
  readonly holdsMacros?: true;
  /** What no API gives back of an object, save the secret ones of these macros. */
  readonly secrets?: readonly Secret[];
  /** The key of an object in a Configuration. Absent: keys are given by `assignKeys`. */
  key?(content: JsonObject): string;
  /** Gives keys to all objects of the kind together, where a name alone does not identify. */
  assignKeys?(objects: readonly KeyedByOthers[]): string[];
  /** Further identities that survive a rename: a uuid, a visible name. '' where there is none. */
  readonly alias?: readonly ((content: JsonObject, key: string) => string)[];
  /** An element of a list in an object, as a line for people. Absent: as JSON, or by the name that it has. */
  describe?(list: string, element: JsonObject): string | undefined;
  /** The key once other objects of the kind have other keys, where the key holds theirs. */
  rekeyed?(key: string, newKeys: ReadonlyMap<string, string>): string;
  /** What an object holds that does nothing by itself: it watches nothing, sends nothing, pages nobody. */
  readonly asleep?: JsonObject;
  /** Discovery makes objects of the kind too: these are in no backup, and what names them waits for it. */
  readonly discovered?: true;
  /** Who is no super admin is shown a few fields of each object: too little to keep or to compare. */
  readonly shownInPart?: true;
  /** Whether the object of this key lets the user in who restores: it is never deleted. */
  isOwn?(key: string, own: OwnKeys): boolean;
  /** Keys of objects that no Zabbix is without, and that it lets nobody delete. */
  readonly builtIn?: readonly string[];
  /** Where a key says less than an alias (names that are not unique): pair by aliases first. */
  readonly aliasFirst?: true;
  /**
   * The same objects, each with a uuid of its own. Services of one name share a uuid after an upgrade from 5.0, and the API
   * creates no second one of a uuid. Both sides of a comparison are looked at in this way.
   */
  toldApart?(objects: ReadonlyMap<string, ConfigurationObject>): ReadonlyMap<string, ConfigurationObject>;
}

/** An object that has no key yet: its id on the server, and what it holds, links still by id. */
export interface KeyedByOthers {
  readonly id: string;
  readonly content: JsonObject;
}

export type DocumentKind = Kind & { readonly travel: DocumentTravel };
export type ObjectKind = Kind & { readonly travel: ObjectTravel };

/** A kind whose elements hold other objects; they have names of their own, by which expressions and items go. */
export type HolderKind = DocumentKind & {
  readonly travel: { readonly ownFields: NonNullable<DocumentTravel['ownFields']> };
};

/** Whether its objects hold items, triggers and the like: templates and hosts. */
export function isHolderKind(kind: Kind): kind is HolderKind {
  return kind.travel.by === 'document' && kind.travel.ownFields !== undefined;
}

/** The method of the API that creates, updates or deletes objects of a kind. */
export function methodOf({ lookup, travel }: Kind, verb: 'create' | 'update' | 'delete'): string {
  return `${lookup.api}.${(travel.by === 'object' && travel.methods?.[verb]) || verb}`;
}

/** Whether its objects travel by configuration.export and configuration.import. */
export function isDocumentKind(kind: Kind): kind is DocumentKind {
  return kind.travel.by === 'document';
}

/** Whether its objects travel by X.get, X.create and X.update. */
export function isObjectKind(kind: Kind): kind is ObjectKind {
  return kind.travel.by === 'object';
}
