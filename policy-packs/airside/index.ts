import { stopIfStale } from "../../setup/stale-build";

stopIfStale();

import { servePack } from "../lib/crossguard";
import { rules } from "./rules";

servePack("airside", rules);
