// Shows the API's document: what can be asked for, and how.

const place = document.querySelector("#swagger-ui");
const listed = await (await fetch(place.dataset.url, { headers: { Accept: "application/json" } })).json();
const areas = new Map();
for (const [path, item] of Object.entries(listed.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    const area = operation.tags?.[0] ?? "default";
    areas.set(area, [...(areas.get(area) ?? []), [method.toUpperCase(), path, operation]]);
  }
}

function made(name, text, parent) {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}

for (const [area, operations] of areas) {
  made("h2", area, place);
  for (const [method, path, operation] of operations) {
    const details = made("details", "", place);
    made("summary", `${method} ${path}`, details);
    made("p", operation.description ?? operation.summary ?? "", details);
    if (method === "GET" && !path.includes("{")) {
      const button = made("button", "Try it out", details);
      button.type = "button";
      const answer = made("pre", "", details);
      button.addEventListener("click", async () => {
        const response = await fetch(path, { headers: { Accept: "application/json" } });
        answer.textContent = `${response.status}\n${(await response.text()).slice(0, 2000)}`;
      });
    }
  }
}
