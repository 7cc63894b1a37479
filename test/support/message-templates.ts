import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

/** What a person is shown of an error, as the sources make it. */
export interface MessageTemplate {
  /** The name of the class: `InputError`. */
  readonly error: string;
  /** The message, `<>` standing for what is put in: `There is no backup in <>`. */
  readonly template: string;
  /** The file, relative to the folder of the sources, and the line. */
  readonly at: string;
}

/** A node of the syntax tree (ESTree), as far as it is looked at here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly nodes: readonly Node[];
}

/** What stands for a part of a message that the sources do not tell. */
const HOLE = '<>';
/** The class of all errors for a person (src/errors.ts). */
const BASE = 'ConciergeError';

/**
 * The messages of all errors for a person that the sources throw. Of each `new …Error(…)` these are the texts that its
 * message may be; of a class that words its message itself, those that it gives to `super`. A message that is a name stands
 * for what the name is given in the same file: as a constant, or by those who call the function whose parameter it is.
 * @param folder with the sources
 * @returns one for each text. A message of another error that is passed on gives none.
 */
export function messageTemplates(folder: string): MessageTemplate[] {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing/'))
    .map((path): Source => {
      const text = readFileSync(join(folder, path), 'utf8');
      return { path, text, nodes: allNodes(parseAst(text, { lang: 'ts' })) };
    });
  const places = messagePlaces(sources);
  return sources.flatMap((source) =>
    source.nodes.flatMap((node) => {
      const made = messageMade(node, source, places);
      const texts = made === undefined ? [] : textsOf(made.message, source.nodes);
      return [...new Set(texts)]
        .filter((template) => template !== HOLE)
        .map((template) => ({ error: made?.error ?? '', template, at: at(source, node) }));
    }),
  );
}

/** The classes of errors for a person, and which argument of each is the message; none where it words that itself. */
function messagePlaces(sources: readonly Source[]): Map<string, number | undefined> {
  const places = new Map<string, number | undefined>([[BASE, 0]]);
  const classes = sources.flatMap(({ nodes }) => nodes.filter(({ type }) => type === 'ClassDeclaration'));
  for (let known = 0; known < places.size; ) {
    known = places.size;
    for (const each of classes) {
      const parent = nameOf(each.superClass);
      if (!places.has(parent) || places.has(nameOf(each.id))) continue;
      const own = allNodes(each.body).find(({ kind }) => kind === 'constructor');
      places.set(nameOf(each.id), own === undefined ? places.get(parent) : placeIn(own));
    }
  }
  return places;
}

/** Which parameter of a constructor goes to `super` as the message. */
function placeIn(method: Node): number | undefined {
  const { params } = method.value as { params: readonly Node[] };
  const toSuper = allNodes(method).find(isSuper)?.arguments as readonly Node[] | undefined;
  const place = params.findIndex((parameter) => nameOf(parameter) === nameOf(toSuper?.[0]));
  return place < 0 ? undefined : place;
}

/** The message of the error that a node makes, where it makes one. */
function messageMade(
  node: Node,
  { nodes }: Source,
  places: ReadonlyMap<string, number | undefined>,
): { error: string; message: Node } | undefined {
  const given = node.arguments as readonly Node[] | undefined;
  if (node.type === 'NewExpression' && places.has(nameOf(node.callee))) {
    const error = nameOf(node.callee);
    const message = given?.[places.get(error) ?? -1];
    return message && { error, message };
  }
  const error = isSuper(node) ? nameOf(nodes.find((each) => isClassAround(each, node))?.id) : '';
  const message = given?.[0];
  return places.has(error) && places.get(error) === undefined && message ? { error, message } : undefined;
}

/** The texts that an expression may have as its value, as far as its file tells. */
function textsOf(node: Node, nodes: readonly Node[]): string[] {
  switch (node.type) {
    case 'Literal':
      return [String(node.value)];
    case 'TemplateLiteral':
      return joined(node, nodes);
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap((each) => textsOf(each as Node, nodes));
    case 'LogicalExpression':
      // An empty text is what is taken where nothing is known, and no message.
      return [node.left, node.right]
        .flatMap((each) => textsOf(each as Node, nodes))
        .filter((text) => text !== '');
    case 'CallExpression':
      return returnedBy(nameOf(node.callee), nodes);
    case 'Identifier':
      return valuesOf(nameOf(node), node, nodes);
    case 'MemberExpression':
      return node.computed ? entriesOf(nameOf(node.object), nodes) : fieldsOf(nameOf(node.property), nodes);
    default:
      return [HOLE];
  }
}

/** All that a template literal may be. */
function joined(node: Node, nodes: readonly Node[]): string[] {
  const quasis = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  return (node.expressions as Node[]).reduce<string[]>(
    (texts, expression, index) => {
      const values = [...new Set(textsOf(expression, nodes))];
      return texts.flatMap((text) =>
        values.map((value) => `${text}${value}${quasis[index + 1] ?? ''}`.replaceAll(HOLE + HOLE, HOLE)),
      );
    },
    [quasis[0] ?? ''],
  );
}

/** What a name is given: as a constant of the file, or by those who call the function that has it as a parameter. */
function valuesOf(name: string, use: Node, nodes: readonly Node[]): string[] {
  const around = nodes.filter((each) => 'params' in each && isAround(each, use));
  const owner = around.findLast((each) => (each.params as Node[]).some((one) => nameOf(one) === name));
  const declared = nodes.filter(({ type, id }) => type === 'VariableDeclarator' && nameOf(id) === name);
  if (owner === undefined) {
    const values = declared.flatMap(({ init }) => (init ? textsOf(init as Node, nodes) : []));
    return values.length === 0 ? [HOLE] : values;
  }
  const place = (owner.params as Node[]).findIndex((one) => nameOf(one) === name);
  const called = nameOf(owner.id) || nameOf(nodes.find(({ init }) => init === owner)?.id);
  const values = nodes
    .filter(({ type, callee }) => type === 'CallExpression' && called !== '' && nameOf(callee) === called)
    .flatMap((call) => {
      const given = (call.arguments as Node[])[place];
      return given ? textsOf(given, nodes) : [];
    });
  return values.length === 0 ? [HOLE] : values;
}

/** The texts that a constant object of the file holds. */
function entriesOf(name: string, nodes: readonly Node[]): string[] {
  const object = nodes.find(({ type, id }) => type === 'VariableDeclarator' && nameOf(id) === name)?.init;
  const { properties } = (object ?? {}) as { properties?: readonly Node[] };
  const values = properties?.flatMap(({ value }) => textsOf(value as Node, nodes)) ?? [];
  return values.length === 0 ? [HOLE] : values;
}

/** The texts that objects written out in the file hold in a field: what an error is made of later. */
function fieldsOf(name: string, nodes: readonly Node[]): string[] {
  const fields = nodes.filter(
    ({ type, key }) => name === 'message' && type === 'Property' && nameOf(key) === name,
  );
  const values = fields.flatMap(({ value }) => textsOf(value as Node, nodes));
  return values.length === 0 ? [HOLE] : values;
}

/** The texts that a function of the file returns. */
function returnedBy(name: string, nodes: readonly Node[]): string[] {
  const body = nodes.find(({ type, id }) => type === 'FunctionDeclaration' && nameOf(id) === name)?.body;
  const values = allNodes(body).flatMap(({ type, argument }) =>
    type === 'ReturnStatement' && argument ? textsOf(argument as Node, nodes) : [],
  );
  return values.length === 0 ? [HOLE] : values;
}

function isSuper(node: Node): boolean {
  return node.type === 'CallExpression' && (node.callee as Node).type === 'Super';
}

function isClassAround(each: Node, node: Node): boolean {
  return each.type === 'ClassDeclaration' && isAround(each, node);
}

function isAround(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end && outer !== inner;
}

/** The name of an identifier, of a parameter with a default, or nothing. */
function nameOf(node: unknown): string {
  const { type, name, left } = (node ?? {}) as Partial<Node>;
  if (type === 'AssignmentPattern') return nameOf(left);
  return type === 'Identifier' ? String(name) : '';
}

/** A node and all below it, each before what is in it. */
function allNodes(node: unknown): Node[] {
  if (Array.isArray(node)) return node.flatMap(allNodes);
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap((value) => (typeof value === 'object' ? allNodes(value) : []));
  return 'type' in node ? [node as Node, ...below] : below;
}

function at({ path, text }: Source, { start }: Node): string {
  return `${path}:${text.slice(0, start).split('\n').length}`;
}
