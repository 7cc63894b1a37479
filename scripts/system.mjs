import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Why real servers cannot be started on this machine, or undefined where they can. They live in a chroot that
 * debootstrap and apt fill, which takes root on Debian.
 */
export function whyNoServers() {
  if (process.platform !== 'linux') return `this system is ${process.platform}, not Debian`;
  if (!/^ID="?debian"?$/m.test(readOsRelease())) return 'this system is not Debian';
  if (process.getuid?.() !== 0) return 'this user is not root';
  return undefined;
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/**
 * The line that runs the same in a container. The container gets a node_modules of its own: what is installed here may
 * be for another system. What quickstart and lab start is there to be looked at, so it is given the host's network.
 * @param {string} script the npm script
 */
export function containerLine(script) {
  const command = script === 'test' ? 'npm test' : `npm run ${script}`;
  const options = [
    '--rm -it --init --privileged',
    ...(script === 'quickstart' || script === 'lab' ? ['--network host'] : []),
    '-v "$PWD":/project -v /project/node_modules -w /project',
  ];
  return `docker run ${options.join(' ')} node:24-bookworm ${command}`;
}

/** What to say where `whyNoServers` gives a reason. */
export function noServersMessage(script, why) {
  const command = script === 'test' ? 'npm test' : `npm run ${script}`;
  return [
    `error:   ${command} cannot start real Zabbix servers here`,
    `why:     they are installed with debootstrap and apt, which takes root on Debian; ${why}`,
    'to do:   Run it as root on Debian, or in a Debian container:',
    `         ${containerLine(script)}`,
    '',
  ].join('\n');
}
