import type { Comparison } from "./compare";

const FIGURES = ["wall", "cpu", "memory"] as const;
const UNITS = { wall: "s", cpu: "s", memory: "MB" } as const;

/** What a comparison promised and did not reach, in words. */
export function shortfalls({ name, ours, peer, atLeast, atMost = {} }: Comparison): string[] {
  return FIGURES.flatMap((figure) => {
    const ratio = peer ? peer[figure] / ours[figure] : Number.NaN;
    const least = atLeast[figure];
    const most = atMost[figure];
    return [
      ...(least !== undefined && ratio < least
        ? [
            `${name}: ${figure} must be ${least} times less than the peer's, but is ${ratio.toFixed(1)}`,
          ]
        : []),
      ...(most !== undefined && ours[figure] > most
        ? [
            `${name}: ${figure} must be at most ${most} ${UNITS[figure]}, ` +
              `but is ${ours[figure].toFixed(1)}`,
          ]
        : []),
    ];
  });
}

/** One line a comparison: ours, the peer's, and how many times less ours takes. */
export function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, ours, peer, note = "" }) => [
    name,
    ...FIGURES.map((figure) =>
      peer
        ? `${ours[figure].toFixed(2)} / ${peer[figure].toFixed(2)} = ` +
          `${(peer[figure] / ours[figure]).toFixed(1)}×`
        : ours[figure].toFixed(2),
    ),
    note,
  ]);
  const header = [
    "bench",
    ...FIGURES.map((figure) => `${figure} ${UNITS[figure]} (ours / peer)`),
    "",
  ];
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
