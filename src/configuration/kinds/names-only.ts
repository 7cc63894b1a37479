import { hostsInExpression, renameHostsInExpression } from '../expression.ts';
import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { expressionOf, TRIGGER_PARTS } from './trigger-expression.ts';

/*
 * Classes that are found by name on the server and are not backed up by themselves: actions of all sources together,
 * triggers, which travel inside templates and hosts, and services as documents name them.
 */

/** Actions of all sources: their names are unique among all of them. */
export const actions: Kind = {
  name: 'actions',
  singular: 'action',
  lookup: lookupBy('name', 'action', 'actionid'),
  travel: {
    by: 'name',
    among: ['trigger_actions', 'reg_actions', 'discovery_actions', 'internal_actions', 'service_actions'],
  },
  references: [],
};

/**
 * A trigger is told apart by its name and its expanded expressions: three lines of text, the last one only where
 * there is a recovery expression.
 */
export const triggers: Kind = {
  name: 'triggers',
  singular: 'trigger',
  lookup: {
    api: 'trigger',
    idField: 'triggerid',
    idsParameter: 'triggerids',
    output: () => ['description', 'expression', 'recovery_expression'],
    parameters: () => TRIGGER_PARTS,
    filter: (keys) => ({ description: keys.map((key) => key.split('\n')[0] ?? '') }),
    key: (row, version) =>
      // An import turns the line ends of an expression from CRLF into LF.
      [
        text(row.description),
        expressionOf(row, 'expression', version),
        expressionOf(row, 'recovery_expression', version),
      ]
        .map((part) => part.replaceAll('\r\n', '\n'))
        .join('\n')
        .replace(/\n$/, ''),
    renamed: (key, hosts) => {
      const [name = '', ...expressions] = key.split('\n');
      return [name, ...expressions.map((expression) => renameHostsInExpression(expression, hosts))].join(
        '\n',
      );
    },
  },
  travel: {
    by: 'name',
    within: (key) => [...new Set(key.split('\n').slice(1).flatMap(hostsInExpression))],
  },
  references: [],
};

/**
 * Services by their bare names, which say nothing of their place: an export has no more of them, and an import takes any
 * that is called so (CImportReferencer::findServiceidByName, 7.0).
 */
export const serviceNames: Kind = {
  name: 'servicenames',
  singular: 'service',
  lookup: lookupBy('name', 'service', 'serviceid'),
  travel: { by: 'name', partsOf: { kind: 'services', keysIn: ({ name }) => [text(name)] } },
  references: [],
};
