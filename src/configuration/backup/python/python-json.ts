import { byText, isObject, type JsonValue } from '../../json.ts';

/**
 * JSON as Python's json.dumps writes it with sort_keys: a space behind `,` and `:`, everything but ASCII escaped
 * (https://docs.python.org/3/library/json.html).
 */
export function pythonJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isObject(value)) {
    const fields = Object.entries(value).sort(([a], [b]) => byText(a, b));
    return `{${fields.map(([name, inner]) => `${pythonJson(name)}: ${pythonJson(inner)}`).join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
