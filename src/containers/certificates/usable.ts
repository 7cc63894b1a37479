import { ConciergeError, type ExitCode } from '../../errors.ts';
import { CERTIFICATE_PARTS, type CertificatePart, type Certificates, PART_WORDS } from './certificates.ts';
import { type CheckedCertificates, checkCertificates, type Finding } from './check.ts';

/** Where the three texts stand, as messages name it: a field of a host, a file. */
export type Places = Readonly<Record<CertificatePart, string>>;

export interface Usable {
  /** Whose certificates they are, for the message. */
  readonly title: string;
  readonly places: Places;
  readonly remedy: string;
  readonly exitCode: ExitCode;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Told of what can be used for now. */
  readonly onWarning: (message: string) => void;
}

/**
 * Checks certificates before they are used.
 * @throws ConciergeError that names everything that is wrong, and where it stands
 */
export function requireUsable(certificates: Certificates, usable: Usable): CheckedCertificates {
  const { title, places, remedy, exitCode, now, onWarning } = usable;
  const checked = checkCertificates(certificates, now);
  const wrong = checked.findings.filter(({ level }) => level === 'wrong');
  if (wrong.length > 0) {
    const why = CERTIFICATE_PARTS.flatMap((part) => wrong.filter((each) => each.part === part))
      .map((finding) => described(finding, places))
      .join('\n');
    throw new ConciergeError(`${title} cannot be used`, { exitCode, why, remedy });
  }
  for (const finding of checked.findings) {
    if (finding.level === 'warning') onWarning(described(finding, places));
  }
  return checked;
}

/** `host web-certs, inventory field "Notes" (notes), the private key: it is empty` */
function described({ part, message }: Finding, places: Places): string {
  return `${places[part]}, ${PART_WORDS[part]}: ${message}`;
}
