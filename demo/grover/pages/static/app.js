// What every page has: the menu, and logging out.

import "./menu.js";
import { call } from "./net.js";
import { logOutBy } from "./server.js";

logOutBy(call);
