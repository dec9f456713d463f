import { call } from "./api.js";

const newest = document.documentElement.dataset.planted?.includes("piggybong-news-missing") ? 0 : 3;
const feed = document.querySelector("#feed");

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

try {
  const news = await call("GET", `/rest/v1/news_feed?select=title&order=published_at.desc&limit=${newest}`);
  feed.replaceChildren(...news.map(({ title }) => line(title)));
} catch (trouble) {
  feed.replaceChildren(line(trouble.message));
}
