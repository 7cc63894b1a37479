import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const MODULE = new URL('./v8-flags.ts', import.meta.url).href;

/** What a process of its own writes to standard error: flags are for all of a process. */
async function errorsOf(script: string): Promise<string> {
  const args = ['--no-warnings', '--experimental-strip-types', '--input-type=module', '--eval', script];
  const { stderr } = await run(process.execPath, args);
  return stderr;
}

describe.each(['optimiseLater', 'steadyMemory'])('%s', (name) => {
  it('gives V8 flags that it knows in this version of Node.js', async () => {
    expect(await errorsOf(`(await import('${MODULE}')).${name}()`)).toBe('');
    const unknown = "(await import('node:v8')).setFlagsFromString('--none-such')";
    expect(await errorsOf(unknown)).toContain('none-such');
  });

  it.each(['20.20.2', '25.0.0'])(
    'gives none in Node.js %s, where they may have other names',
    async (version) => {
      const script = `
    import { ${name} } from '${MODULE}';
    process.getBuiltinModule('node:v8').setFlagsFromString = () => { throw new Error('given'); };
    process.getBuiltinModule('node:module').syncBuiltinESMExports();
    ${name}('${version}');`;
      expect(await errorsOf(script)).toBe('');
      await expect(errorsOf(script.replace(version, '24.0.0'))).rejects.toThrow('given');
    },
  );
});
