/** How many of a thing, in words: `1 finding`, `2 findings`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
