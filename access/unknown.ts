/** Stands for a value, or a whole subtree, that is not known yet. */
class Unknown {
  toString(): string {
    return "(not known yet)";
  }
  toJSON(): string {
    return "(not known yet)";
  }
}

export const UNKNOWN: object = Object.freeze(new Unknown());

/** Whether this very value is unknown. An object that merely holds an unknown is known. */
export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}
