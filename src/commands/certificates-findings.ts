import { CERTIFICATE_PARTS } from '../containers/certificates/certificates.ts';
import { checkCertificates } from '../containers/certificates/check.ts';
import { type DummyHost, fieldName, findDummyHost } from '../containers/certificates/dummy-host.ts';
import { ping } from '../containers/certificates/ping.ts';
import type { Endpoint } from '../containers/endpoint.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import type { Finding } from './doctor/check.ts';

/**
 * Everything that can be said of the certificates of a component, the Engine's own word included.
 * @param endpoint the Engine to ask; only one behind tcp needs certificates
 * @throws ConciergeError where there is no dummy host, or more than one
 */
export async function checkAll(
  zabbix: Zabbix,
  component: string,
  endpoint: Endpoint | undefined,
  signal: AbortSignal,
): Promise<Finding[]> {
  const dummy = await findDummyHost(zabbix, component);
  const fields = fieldFindings(dummy, component);
  const found: Finding = {
    status: 'ok',
    subject: 'dummy host',
    detail: `${dummy.host}: the one host with the alias ${component}`,
  };
  const usable = fields.every(({ status }) => status !== 'problem');
  return [found, ...fields, ...(await engineFindings(dummy, usable, endpoint, signal))];
}

function fieldFindings(dummy: DummyHost, component: string): Finding[] {
  const { findings, validTo } = checkCertificates(dummy.certificates, Date.now());
  const remedy = `Write it anew: concierge-scheduler certificates put ${component} --key <file> --ca <file> --cert <file>.`;
  return CERTIFICATE_PARTS.flatMap((part): Finding[] => {
    const subject = fieldName(part);
    const own = findings.filter((finding) => finding.part === part);
    const bad = own.filter(({ level }) => level !== 'hint');
    if (bad.length > 0) {
      return bad.map(({ level, message }) => ({
        status: level === 'wrong' ? 'problem' : 'warning',
        subject,
        detail: message,
        remedy,
      }));
    }
    const hints = own.map(({ message }) => `; ${message}`).join('');
    const detail = {
      key: `a private key${validTo === undefined ? '' : ' that belongs to the certificate'}`,
      ca: 'a CA',
      certificate: `a certificate, valid until ${validTo}`,
    }[part];
    return [{ status: 'ok', subject, detail: detail + hints }];
  });
}

async function engineFindings(
  dummy: DummyHost,
  usable: boolean,
  endpoint: Endpoint | undefined,
  signal: AbortSignal,
): Promise<Finding[]> {
  const subject = 'Docker Engine';
  if (endpoint === undefined) return [];
  if (!endpoint.host.startsWith('tcp://')) {
    return [{ status: 'ok', subject, detail: `${endpoint.host} needs no certificates` }];
  }
  if (!usable) {
    const remedy = 'Correct the other problems first.';
    return [{ status: 'warning', subject, detail: 'it was not asked', remedy }];
  }
  const result = await ping(endpoint.host, dummy.certificates, endpoint.timeoutMs, signal);
  if (result.answered) return [{ status: 'ok', subject, detail: `${endpoint.host} answers` }];
  return [
    {
      status: 'problem',
      subject,
      detail: `${endpoint.host}: ${result.problem}`,
      remedy:
        result.part === undefined
          ? 'Look whether the address is right and the Engine runs.'
          : `Write the one that fits this Engine into ${fieldName(result.part)}.`,
    },
  ];
}
