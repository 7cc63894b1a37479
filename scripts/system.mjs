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
 * What to say, with the line that runs the same in a container. The container gets a node_modules of its own: what is
 * installed here may be for another system.
 */
export function noServersMessage(script, why) {
  const command = script === 'test' ? 'npm test' : `npm run ${script}`;
  return [
    `error:   ${command} cannot start real Zabbix servers here`,
    `why:     they are installed with debootstrap and apt, which takes root on Debian; ${why}`,
    'to do:   Run it as root on Debian, or in a Debian container:',
    `         docker run --rm -it --init --privileged -v "$PWD":/project -v /project/node_modules -w /project node:24-bookworm ${command}`,
    '',
  ].join('\n');
}
