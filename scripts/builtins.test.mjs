import { describe, expect, it } from 'vitest';
import { withoutImportsOfNode, withRequire } from './builtins.mjs';

/** What a module of this text exports, run as Node.js runs it. */
function run(code) {
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

describe('the modules of Node.js in a file of the bundle', () => {
  it.each([
    ['by name', 'import { join } from "node:path";\nexport const value = join("a", "b");'],
    ['by another name', 'import { join as put } from "path";\nexport const value = put("a", "b");'],
    ['by default', 'import path from "node:path";\nexport const value = path.join("a", "b");'],
    [
      'by default and name',
      'import p, { sep } from "node:path";\nexport const value = p.join("a") + sep + "b";',
    ],
    ['as a whole', 'import * as path from "node:path";\nexport const value = path.join("a", "b");'],
    [
      'by a name for the default',
      'import { default as p, join } from "node:path";\nexport const value = p.join(join("a"), "b");',
    ],
    [
      'over several lines',
      'import {\n  join,\n  sep\n} from "node:path";\nexport const value = join("a") + sep + "b";',
    ],
  ])('are taken without import: %s', async (_form, code) => {
    const rewritten = withoutImportsOfNode(code);
    expect(rewritten).not.toMatch(/^import/m);
    expect((await run(rewritten)).value).toBe('a/b');
  });

  it('leave other imports as they are', () => {
    const code = 'import { a } from "./chunk-1.js";\nimport {\n  b\n} from "./chunk-2.js";\n';
    expect(withoutImportsOfNode(code)).toBe(code);
  });

  it('are refused in a form that is not known', () => {
    expect(() => withoutImportsOfNode('import defer * as path from "node:path";')).toThrow(
      'cannot be rewritten',
    );
  });

  it('are given to packages that ask by require', async () => {
    const code = withRequire('export const { value } = { value: require("node:path").sep };');
    expect((await run(code.replace('import.meta.url', '"file:///x.mjs"'))).value).toBe('/');
    expect(withRequire('export const value = 1;')).toBe('export const value = 1;');
  });
});
