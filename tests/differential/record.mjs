// Has the peers judge every variant of the corpus, and writes down what they say; started by record.py.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, corpusFile, recordedFile] = process.argv.slice(2);
const HOST = "site.example";
const STRANGER = "https://stranger.prodworthy.invalid";
const SERIOUS = 30; // csp_evaluator's MEDIUM; what counts less is a hint

const observatory = path.join(modules, "@mdn", "mdn-http-observatory");
// Both are fetched when the package is installed with its scripts; no variant is about a preloaded host.
fs.mkdirSync(path.join(observatory, "conf"), { recursive: true });
for (const name of ["hsts-preload.json", "tld-list.json"]) {
  const file = path.join(observatory, "conf", name);
  if (!fs.existsSync(file)) fs.writeFileSync(file, "{}");
}

const load = (file) => import(pathToFileURL(path.join(observatory, "src", file)).href);
const test = (name) => load(path.join("analyzer", "tests", `${name}.js`));
const { Requests } = await load("types.js");
const { Session } = await load(path.join("retriever", "session.js"));
const { parseHttpEquivHeaders } = await load(path.join("retriever", "utils.js"));
const TESTS = {
  hsts: (await test("strict-transport-security")).strictTransportSecurityTest,
  csp: (await test("csp")).contentSecurityPolicyTest,
  framing: (await test("x-frame-options")).xFrameOptionsTest,
  nosniff: (await test("x-content-type-options")).xContentTypeOptionsTest,
  referrer: (await test("referrer-policy")).referrerPolicyTest,
  cookies: (await test("cookies")).cookiesTest,
  cors: (await test("cors")).crossOriginResourceSharingTest,
  integrity: (await test("subresource-integrity")).subresourceIntegrityTest,
};

const require = createRequire(path.join(modules, "x.js"));
const { AxiosHeaders } = require("axios");
const { CspEvaluator } = require("csp_evaluator/dist/evaluator.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");
const { Type } = require("csp_evaluator/dist/finding.js");

function requestsOf(variant) {
  const requests = new Requests(HOST);
  requests.session = new Session(new URL(`https://${HOST}/`));
  const headers = new AxiosHeaders({ "Content-Type": "text/html" });
  for (const [name, value] of variant.fields) {
    headers[name] = name in headers ? [headers[name], value].flat() : value;
    if (name === "Set-Cookie") {
      requests.session.jar.setCookieSync(value, `https://${HOST}/`, { ignoreError: true });
    }
  }
  const response = { headers, status: 200, verified: true, data: "", request: { headers: { Origin: STRANGER } } };
  const body = variant.body ?? "";
  response.httpEquiv = body ? parseHttpEquivHeaders(body, `https://${HOST}/`) : new Map();
  requests.responses.auto = requests.responses.cors = requests.responses.http = requests.responses.https = response;
  requests.resources.path = body;
  return requests;
}

function evaluatorSays(variant) {
  const policies = variant.fields.filter(([name]) => name === "Content-Security-Policy");
  if (variant.area !== "csp" || policies.length !== 1 || policies[0][1].includes(",")) return {};
  const findings = new CspEvaluator(new CspParser(policies[0][1]).csp).evaluate();
  const serious = findings.filter((finding) => finding.severity <= SERIOUS);
  const names = serious.map((finding) => `${Type[finding.type]} ${finding.directive}`.trim());
  return { csp_evaluator: { accepts: serious.length === 0, says: [...new Set(names)].sort().join(", ") || "nothing serious" } };
}

const verdicts = {};
for (const variant of JSON.parse(fs.readFileSync(corpusFile, "utf8"))) {
  const { pass, result } = TESTS[variant.area](requestsOf(variant));
  verdicts[variant.id] = { observatory: { accepts: pass, says: result }, ...evaluatorSays(variant) };
}
const version = (name) => JSON.parse(fs.readFileSync(path.join(modules, name, "package.json"), "utf8")).version;
const peers = { observatory: `@mdn/mdn-http-observatory ${version("@mdn/mdn-http-observatory")}`, csp_evaluator: `csp_evaluator ${version("csp_evaluator")}` };
fs.writeFileSync(recordedFile, `${JSON.stringify({ peers, verdicts }, null, 1)}\n`);
