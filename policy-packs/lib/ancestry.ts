import { isComponent } from "./lane";
import type { Resource } from "./rule";

const NONE: readonly Resource[] = [];

/**
 * Remembers which `airside:` components enclose what, by URN and by name. Of everything else it keeps the
 * bare name, so that a whole fleet fits: a parent that was seen and lies in no component needs no entry.
 */
export class Ancestry {
  readonly #enclosing = new Map<string, readonly Resource[]>();
  readonly #components = new Set<string>();
  readonly #seen = new Set<string>();
  /** Seen since a parent was last asked for: a stack in which nothing states a parent is spared the set. */
  readonly #unsorted: string[] = [];

  /** Whether the resource's parent is known, so that its components can be told. */
  isSettled({ parent }: Resource): boolean {
    return parent === undefined || this.#enclosing.has(parent) || this.#hasSeen(parent);
  }

  hasComponent(id: string): boolean {
    return this.#components.has(id);
  }

  /** The components around a resource, nearest first. */
  around({ parent }: Resource): readonly Resource[] {
    return (parent !== undefined && this.#enclosing.get(parent)) || NONE;
  }

  /** Makes a resource known as a possible parent. A name that two resources share means the component. */
  add(resource: Resource): void {
    const around = this.around(resource);
    if (isComponent(resource)) {
      for (const id of idsOf(resource)) {
        if (this.#components.has(id)) continue;
        this.#components.add(id);
        this.#enclosing.set(id, [resource, ...around]);
      }
      return;
    }
    for (const id of idsOf(resource)) {
      if (around.length === 0) this.#unsorted.push(id);
      else if (!this.#enclosing.has(id)) this.#enclosing.set(id, around);
    }
  }

  #hasSeen(id: string): boolean {
    for (const each of this.#unsorted) this.#seen.add(each);
    this.#unsorted.length = 0;
    return this.#seen.has(id);
  }
}

function idsOf({ urn, name }: Resource): string[] {
  return urn === undefined ? [name] : [urn, name];
}
