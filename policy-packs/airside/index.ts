import { withoutClosures } from "../../setup/lean-sdk";
import { stopIfStale } from "../../setup/stale-build";

stopIfStale();
withoutClosures();

import { servePack } from "../lib/crossguard";
import { rules } from "./rules";

servePack("airside", rules);
