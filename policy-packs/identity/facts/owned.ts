import type { Register, ServiceRecord } from "../../lib/register";
import type { OwnedPart, TrustedEnvironment } from "./environments";
import { Lookup } from "./lookup";

/** What the stack and the register own, by repository; GitHub compares names without letter case. */
export class Owned {
  readonly #parts: Lookup<OwnedPart>;
  readonly #services: Lookup<ServiceRecord>;
  /** Environments of repositories that are not known yet; undefined among them where the name is not known either. */
  readonly #anywhere: ReadonlySet<string | undefined>;

  constructor(parts: readonly OwnedPart[], register: Register | undefined) {
    this.#parts = new Lookup(parts, ({ repository }) =>
      repository === undefined ? [] : [repository.toLowerCase()],
    );
    this.#services = new Lookup(register?.services ?? [], ({ repository: { owner, name } }) =>
      typeof owner === "string" && typeof name === "string"
        ? [`${owner}/${name}`.toLowerCase()]
        : [],
    );
    const anywhere = parts.filter((p) => p.kind === "environment" && p.repository === undefined);
    this.#anywhere = new Set(anywhere.map(({ environment }) => environment?.toLowerCase()));
  }

  service({ owner, repository }: TrustedEnvironment): ServiceRecord | undefined {
    return this.#services.of([`${owner}/${repository}`.toLowerCase()])[0];
  }

  parts({ repository }: TrustedEnvironment): OwnedPart[] {
    return this.#parts.of([repository.toLowerCase()]);
  }

  /** Whether an environment that is not wholly known yet may turn out to be this one. */
  mayHold(trusted: TrustedEnvironment): boolean {
    const name = trusted.environment.toLowerCase();
    return (
      this.#anywhere.has(undefined) ||
      this.#anywhere.has(name) ||
      this.parts(trusted).some(
        ({ kind, environment }) =>
          kind === "environment" && (environment ?? name).toLowerCase() === name,
      )
    );
  }
}
