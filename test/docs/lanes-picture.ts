import type { Lane } from "../../components/lib/lanes";
import type { LaneDescription } from "../../components/runners/lane";

/** Where the first lane begins, and how far it is to the next. */
const TOP = 96;
const STEP = 168;
const HEIGHT = 112;
const REPOSITORY = { x: 32, width: 200, height: 44 };
const LANE = { x: 356, width: 400 };
const OUTSIDE = { x: 836, width: 412 };
const WIDTH = 1280;

const COLOURS: Readonly<Record<Lane, string>> = {
  untrusted: "#9a3412",
  build: "#1d4ed8",
  release: "#6d28d9",
  deploy: "#166534",
};

/** What reaches a lane from the one above it. */
const HANDED: Readonly<Record<Lane, string>> = {
  untrusted: "",
  build: "nothing crosses but what review has merged",
  release: "the build's archive, known by its digest",
  deploy: "the same archive, signed by the release lane",
};

/** The lanes of a runners stack as a picture that needs no script and no font of its own. */
export function lanesPicture(lanes: readonly LaneDescription[]): string {
  const repositories = [...new Set(lanes.flatMap((each) => each.repositories))].sort();
  const bottom = TOP + STEP * lanes.length;
  const tops = lanes.map((_, n) => TOP + STEP * n);
  const gap = (bottom - TOP - 56) / repositories.length;
  const rows = new Map(repositories.map((each, n) => [each, TOP + gap * (n + 0.5) - 22]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom}" role="img" aria-labelledby="t" font-family="Helvetica, Arial, sans-serif">`,
    '<title id="t">Which repositories run in which lane, and what each lane takes, reaches and keeps</title>',
    `<rect width="${WIDTH}" height="${bottom}" fill="#ffffff"/>`,
    ...heading(REPOSITORY.x, "repositories"),
    ...heading(LANE.x, "lanes: runner group, and whose jobs it takes"),
    ...heading(OUTSIDE.x, "what its jobs reach, and what outlives them"),
    ...lanes.flatMap((lane, n) => edges(lane, rows, tops[n]!)),
    ...repositories.flatMap((each) => repositoryBox(each, rows.get(each)!)),
    ...lanes.flatMap((lane, n) => laneBox(lane, tops[n]!)),
    "</svg>",
    "",
  ].join("\n");
}

const heading = (x: number, words: string) => [text(x, 56, words, 'font-size="19" fill="#374151"')];

/** One curve from every member to its lane. */
function edges(
  { lane, repositories }: LaneDescription,
  rows: ReadonlyMap<string, number>,
  top: number,
): string[] {
  const from = REPOSITORY.x + REPOSITORY.width;
  const to = top + HEIGHT / 2;
  return repositories.map((each) => {
    const y = rows.get(each)! + REPOSITORY.height / 2;
    const curve = `M${from} ${y} C${from + 70} ${y} ${LANE.x - 70} ${to} ${LANE.x} ${to}`;
    return `<path d="${curve}" fill="none" stroke="${COLOURS[lane]}" stroke-width="2"/>`;
  });
}

const repositoryBox = (name: string, y: number) => [
  box({ ...REPOSITORY, y, colour: "#374151", fill: "#f9fafb" }),
  text(REPOSITORY.x + 16, y + 28, name, 'font-size="17" fill="#111827"'),
];

function laneBox(description: LaneDescription, y: number): string[] {
  const { lane, runnerGroup, keeps, reaches } = description;
  const colour = COLOURS[lane];
  const line = (x: number, n: number, words: string) =>
    text(x + 18, y + 32 + n * 28, words, 'font-size="16" fill="#111827"');
  return [
    ...(HANDED[lane] === "" ? [] : handed(HANDED[lane], y, lane === "build")),
    box({ ...LANE, y, height: HEIGHT, colour, fill: "#ffffff" }),
    text(LANE.x + 18, y + 34, lane, `font-size="22" font-weight="bold" fill="${colour}"`),
    line(LANE.x, 1, `runs-on: group ${runnerGroup}`),
    line(LANE.x, 2, takes(description)),
    `<path d="M${LANE.x + LANE.width} ${y + HEIGHT / 2} H${OUTSIDE.x}" stroke="${colour}" stroke-width="2" stroke-dasharray="6 5"/>`,
    box({ ...OUTSIDE, y, height: HEIGHT, colour, fill: "#f9fafb" }),
    line(OUTSIDE.x, 0.4, `reaches ${typeof reaches === "string" ? reaches : reaches.join(", ")}`),
    line(OUTSIDE.x, 1.6, `keeps ${keeps.split(": ")[0]}`),
  ];
}

/** A wall where nothing is handed on, an arrow where something is. */
function handed(words: string, y: number, wall: boolean): string[] {
  const x = LANE.x + 32;
  const sign = wall
    ? `<path d="M${LANE.x} ${y - 28} H${LANE.x + LANE.width}" stroke="#9a3412" stroke-width="4"/>`
    : `<path d="M${x} ${y - STEP + HEIGHT} V${y - 3} m-6 -9 l6 9 l6 -9" fill="none" stroke="#374151" stroke-width="2"/>`;
  const place = wall ? LANE.x + 4 : x + 16;
  return [sign, text(place, y - (wall ? 8 : 22), words, 'font-size="15" fill="#374151"')];
}

function takes({ workflows }: LaneDescription): string {
  if (typeof workflows === "string") return "takes any workflow of its repositories";
  return `takes ${workflows.map(short).join(", ")}`;
}

/** `REPO/FILE@` and the beginning of a commit. */
const short = (workflow: string) =>
  workflow.replace(
    /^[^/]+\/([^/]+)\/\.github\/workflows\/(.+)@([0-9a-f]{7})[0-9a-f]*$/,
    "$1/$2@$3",
  );

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  readonly fill: string;
}

const box = ({ x, y, width, height, colour, fill }: Box) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${fill}" stroke="${colour}" stroke-width="2"/>`;

const text = (x: number, y: number, words: string, style: string) =>
  `<text x="${x}" y="${y}" ${style}>${words.replace(/[<>&"]/g, (sign) => `&#${sign.codePointAt(0)};`)}</text>`;
