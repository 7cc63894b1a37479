/**
 * What lets this program in at an Engine that asks for a client certificate. PEM texts, with `\n` as the line end.
 *
 * Words of this folder:
 * - dummy host: the Zabbix host that keeps the certificates of one component in its inventory (`dummy-host.ts`).
 * - loan: the certificates as files, for as long as a command needs them (`lend.ts`).
 */
export interface Certificates {
  /** The private key. */
  readonly key: string;
  /** The authorities that the Engine's certificate is checked with. */
  readonly ca: string;
  /** The certificate that is shown to the Engine; certificates between it and its authority may follow. */
  readonly certificate: string;
}

export type CertificatePart = keyof Certificates;

/** In the order in which a person is told of them. */
export const CERTIFICATE_PARTS: readonly CertificatePart[] = ['key', 'ca', 'certificate'];

/** How messages name each. */
export const PART_WORDS: Readonly<Record<CertificatePart, string>> = {
  key: 'the private key',
  ca: 'the CA',
  certificate: 'the certificate',
};

/** The names that Docker's programs look for in DOCKER_CERT_PATH. */
export const FILE_NAMES: Readonly<Record<CertificatePart, string>> = {
  key: 'key.pem',
  ca: 'ca.pem',
  certificate: 'cert.pem',
};
