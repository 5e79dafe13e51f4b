import { buildParts } from "./build-parts";

void buildParts(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
