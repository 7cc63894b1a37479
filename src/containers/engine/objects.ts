/** Answers of the Engine API, with the fields that are used and no others. */

/** GET /containers/json */
export interface ContainerRow {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Image: string;
  /** Seconds since 1970. */
  readonly Created: number;
  readonly State: string;
  /** In words, with health and exit code: `Up 2 minutes (healthy)`, `Exited (3) 5 seconds ago`. */
  readonly Status: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/** GET /containers/{id}/json */
export interface ContainerDetail {
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Error: string;
    readonly OOMKilled: boolean;
  };
}

/** GET /services */
export interface ServiceRow {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly UpdatedAt: string;
  readonly Spec: ServiceSpec;
}

/** Sent back whole with an update, so whatever else stands in it is kept. */
export interface ServiceSpec {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly TaskTemplate: {
    readonly ContainerSpec?: {
      readonly Image?: string;
      readonly Labels?: Readonly<Record<string, string>>;
      readonly Healthcheck?: { readonly Test?: readonly string[] };
    };
  };
  readonly Mode: {
    readonly Replicated?: { readonly Replicas?: number };
    readonly [mode: string]: unknown;
  };
}

/** GET /tasks */
export interface TaskRow {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Spec: { readonly ContainerSpec?: { readonly Image?: string } };
  readonly Status: {
    readonly State: string;
    readonly Message?: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
  };
}

/** GET /nodes */
export interface NodeRow {
  readonly ID: string;
  readonly Description: { readonly Hostname?: string };
}
