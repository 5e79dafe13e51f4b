/** Each value once, in order; most lists hold one at most, and are given back as they are. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  return values.length < 2 ? values : [...new Set(values)];
}
