import type { Register, ServiceRecord } from "../../lib/register";
import type { NamedRepository, OwnedPart, TrustedRepository } from "./environments";
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
    this.#services = new Lookup(register?.services ?? [], keysOf);
    const anywhere = parts.filter((p) => p.kind === "environment" && p.repository === undefined);
    this.#anywhere = new Set(anywhere.map(({ environment }) => environment?.toLowerCase()));
  }

  /** The repository's name, for one that is trusted by id as the register has it. */
  named(trusted: TrustedRepository): NamedRepository | undefined {
    if (trusted === undefined || "name" in trusted) return trusted;
    const recorded = this.#services.of([trusted.id]).map(({ repository }) => repository);
    return recorded.find(isNamed);
  }

  service(repository: NamedRepository): ServiceRecord | undefined {
    return this.#services.of([fullName(repository)])[0];
  }

  parts({ name }: NamedRepository): OwnedPart[] {
    return this.#parts.of([name.toLowerCase()]);
  }

  /** Whether an environment that is not wholly known yet may turn out to be this one. */
  mayHold(repository: NamedRepository, environment: string): boolean {
    const name = environment.toLowerCase();
    return (
      this.#anywhere.has(undefined) ||
      this.#anywhere.has(name) ||
      this.parts(repository).some(
        (part) => part.kind === "environment" && (part.environment ?? name).toLowerCase() === name,
      )
    );
  }
}

/** A service is found by its repository's full name and by its id; no name has the form of an id. */
function keysOf({ repository }: ServiceRecord): string[] {
  const { id } = repository;
  const byName = isNamed(repository) ? [fullName(repository)] : [];
  return typeof id === "number" ? [...byName, `${id}`] : byName;
}

function isNamed({ owner, name }: ServiceRecord["repository"]): boolean {
  return typeof owner === "string" && typeof name === "string";
}

function fullName({ owner, name }: NamedRepository): string {
  return `${owner}/${name}`.toLowerCase();
}
