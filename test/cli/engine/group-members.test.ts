import { describe, expect, it } from "vitest";

import { memberNotes, type Step } from "../../../cli/engine/group-members";

const GROUP = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
const group = (ids: unknown) => ({
  type: GROUP,
  inputs: { name: "airside-build", selectedRepositoryIds: ids },
});
const update = (before: unknown, after: unknown): Step => ({
  op: "update",
  urn: "urn:pulumi:s::p::t::lane-build",
  old: group(before),
  new: group(after),
});
const stack = (before: string[], after: string[]): Step => {
  const state = (repositories: string[]) => ({
    type: "pulumi:pulumi:Stack",
    outputs: { lanes: [{ runnerGroup: "airside-build", repositories }] },
  });
  return { op: "same", urn: "urn", old: state(before), new: state(after) };
};

describe("what an update says of a runner group's members", () => {
  it("is who joins and who leaves, by the names of the stack's outputs", () => {
    const said = memberNotes(update([1, 2], [2, 3, 4]), [
      stack(["o/a", "o/b"], ["o/b", "o/c", "o/d"]),
    ]);
    expect(said).toEqual(["airside-build: o/c, o/d join", "airside-build: o/a leaves"]);
  });

  it("is GitHub's ids where the outputs name nobody, or not everybody", () => {
    const said = ["airside-build: repository 3 joins"];
    expect(memberNotes(update([1], [1, 3]), [])).toEqual(said);
    expect(memberNotes(update([1], [1, 3]), [stack(["o/a"], ["o/a"])])).toEqual(said);
  });

  it("is short where many move", () => {
    const many = Array.from({ length: 100 }, (_, n) => n);
    expect(memberNotes(update([], many), [])).toEqual([
      "airside-build: repository 0, repository 1, repository 2, repository 3, repository 4 and 95 more join",
    ]);
  });

  it("is nothing for what is not updated, is no group, or keeps its members", () => {
    expect(memberNotes({ ...update([1], [2]), op: "create" }, [])).toEqual([]);
    expect(memberNotes(update([2, 1], [1, 2]), [])).toEqual([]);
    expect(memberNotes({ op: "update", urn: "u", old: null, new: { type: "x" } }, [])).toEqual([]);
    expect(memberNotes(update("04da6b54", undefined), [])).toEqual([]);
  });
});
