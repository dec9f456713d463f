// What every page has: logging out.

import { call } from "./net.js";
import { logOutBy } from "./server.js";

logOutBy(call);
