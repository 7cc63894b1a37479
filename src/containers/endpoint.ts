/** The Docker Engine that is talked to, and what it takes to be let in. */
export interface Endpoint {
  /** As DOCKER_HOST has it: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly host: string;
  /** For tcp with TLS: the folder that holds `ca.pem`, `cert.pem` and `key.pem`, as DOCKER_CERT_PATH names it. */
  readonly certPath?: string;
  /** How messages name the three where that folder is not where a person finds them: fields of a host in Zabbix. */
  readonly places?: { readonly key: string; readonly ca: string; readonly certificate: string };
  /** How long one call may wait for the Engine, in milliseconds (DOCKER_CLIENT_TIMEOUT, COMPOSE_HTTP_TIMEOUT). */
  readonly timeoutMs: number;
}
