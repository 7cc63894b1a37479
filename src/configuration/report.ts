import { type Identity, markOf } from './configuration.ts';

export interface DoneEntry extends Identity {
  readonly what: 'created' | 'updated' | 'renamed' | 'deleted';
}

/** Not done, and why: in words for a person. */
export interface NotDoneEntry extends Identity {
  readonly reason: string;
}

/** Something that only a person can put in place. */
export interface NeedEntry extends Identity {
  readonly needs: string;
}

/** A value that no API gives back and that was given with --secrets. */
export interface SecretEntry extends Identity {
  /** Where it stands in the object: 'passwd', 'macros: {$PASSWORD}'. */
  readonly secret: string;
}

/** What a restore did. Nothing is in `done` that the server did not confirm. */
export interface Report {
  readonly done: readonly DoneEntry[];
  readonly skipped: readonly NotDoneEntry[];
  readonly failed: readonly NotDoneEntry[];
  readonly needs: readonly NeedEntry[];
  readonly secretsSet: readonly SecretEntry[];
}

/** Collects a Report while changes are carried out, and knows what can no longer be relied on. */
export class ReportBuilder {
  readonly done: DoneEntry[] = [];
  readonly skipped: NotDoneEntry[] = [];
  readonly failed: NotDoneEntry[] = [];
  readonly needs: NeedEntry[] = [];
  readonly secretsSet: SecretEntry[] = [];
  private readonly blocked = new Set<string>();

  succeeded(identity: Identity, what: DoneEntry['what']): void {
    this.done.push({ kind: identity.kind, key: identity.key, what });
  }

  skip(identity: Identity, reason: string): void {
    this.skipped.push({ kind: identity.kind, key: identity.key, reason });
    this.blocked.add(markOf(identity));
  }

  fail(identity: Identity, reason: string): void {
    this.failed.push({ kind: identity.kind, key: identity.key, reason });
    this.blocked.add(markOf(identity));
  }

  need(identity: Identity, needs: string): void {
    this.needs.push({ kind: identity.kind, key: identity.key, needs });
  }

  /** Whether the object was skipped or failed: what depends on it is skipped too. */
  isBlocked(identity: Identity): boolean {
    return this.blocked.has(markOf(identity));
  }
}
