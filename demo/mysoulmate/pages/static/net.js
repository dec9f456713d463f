// Talking to the server: JSON in, JSON out; what goes wrong is told in the server's own words.

export async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const data = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    const told = data?.error ?? data?.errors?.map((one) => one.msg).join(" ");
    throw new Error(told ?? String(response.status));
  }
  return data;
}

document.querySelector("#log-out")?.addEventListener("click", async () => {
  await call("POST", "/web/logout");
  location.assign("/");
});
