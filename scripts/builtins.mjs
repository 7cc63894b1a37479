import { isBuiltin } from 'node:module';

const IMPORT = /^import ([^;"]+?) from "([^"]+)";/gm;
const PARTS = /^(?:([\w$]+)(?:, )?)?(?:\* as ([\w$]+))?(?:\{([^}]*)\})?$/;

/**
 * A file of the bundle that takes Node.js's own modules without `import`: that reads every export at once, and many of
 * them load further modules when they are read. It was a tenth of the start of every command.
 * @param {string} code as esbuild writes it, each import a statement at the start of a line
 * @throws Error where an import has a form that is not known here.
 */
export function withoutImportsOfNode(code) {
  return code.replaceAll(IMPORT, (whole, imported, module) => {
    if (!isBuiltin(module)) return whole;
    const parts = PARTS.exec(imported.replaceAll(/\s+/g, ' ').trim());
    if (parts === null) throw new Error(`This import cannot be rewritten: ${whole}`);
    const [, byDefault, all, named = ''] = parts;
    const taken = `globalThis.process.getBuiltinModule("${module}")`;
    const names = named.split(',').map((name) => name.trim().split(' as '));
    return [
      ...[byDefault, all].filter((name) => name !== undefined),
      ...names.flatMap(([name, local]) => (name === 'default' ? [local] : [])),
    ]
      .map((name) => `const ${name} = ${taken};`)
      .concat(
        names.flatMap(([name, local]) =>
          name === '' || name === 'default'
            ? []
            : [`const { ${local === undefined ? name : `${name}: ${local}`} } = ${taken};`],
        ),
      )
      .join(' ');
  });
}

const REQUIRE = `let requireHere;
function require(id) {
  requireHere ??= globalThis.process.getBuiltinModule("node:module").createRequire(import.meta.url);
  return requireHere(id);
}
`;

/** Packages that are CommonJS ask for Node.js's own modules by `require`, which an ES module has not. */
export function withRequire(code) {
  return /\brequire\b/.test(code) ? `${REQUIRE}${code}` : code;
}
