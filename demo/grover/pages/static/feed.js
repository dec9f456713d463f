// Posts, with what others say of them.

import { call, element } from "./net.js";
import { planted } from "./planted.js";
import { withRetry } from "./server.js";

const by = (id) => document.getElementById(id);

async function comments(post, list) {
  const found = await call("GET", `/api/posts/${post.id}/comments`);
  list.replaceChildren(
    ...found.comments.map((one) => {
      const item = element("li", "");
      item.append(element("b", one.author.name), element("span", one.text));
      return item;
    }),
  );
}

function commenting(post, list) {
  const form = document.createElement("form");
  const label = element("label", "Comment");
  const field = document.createElement("input");
  const trouble = element("div", "", "trouble");
  trouble.setAttribute("role", "alert");
  field.id = `comment-${post.id}`;
  field.maxLength = 1000;
  field.required = true;
  label.htmlFor = field.id;
  form.append(label, field, element("button", "Comment"), trouble);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (planted("grover-comment-silent")) {
      return;
    }
    withRetry(trouble, async () => {
      await call("POST", `/api/posts/${post.id}/comments`, { text: field.value });
      field.value = "";
      await comments(post, list);
    });
  });
  return form;
}

function article(post) {
  const made = element("article", "", "card");
  const like = element("button", `Like (${post.reactions})`, "second");
  const list = element("ul", "", "comments");
  made.setAttribute("aria-label", `Post by ${post.author.name}`);
  list.setAttribute("aria-label", "Comments");
  like.type = "button";
  like.addEventListener("click", async () => {
    const { reactions } = await call("POST", `/api/posts/${post.id}/like`);
    like.textContent = `Like (${reactions})`;
  });
  made.append(element("h3", post.author.name), element("p", post.text));
  if (post.kind === "image") {
    const picture = document.createElement("img");
    picture.src = post.media_url;
    picture.alt = post.text || "A picture";
    made.append(picture);
  }
  made.append(like, list, commenting(post, list));
  if (post.comments > 0) {
    comments(post, list);
  }
  return made;
}

async function load() {
  const { posts } = await call("GET", by("posts").dataset.from);
  by("posts").replaceChildren(...posts.map(article));
  by("nothing").hidden = posts.length > 0;
}

by("compose")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  if (!given.get("file")?.size) {
    given.delete("file");
  }
  withRetry(by("trouble"), async () => {
    await call("POST", "/api/posts", given);
    event.target.reset();
    if (!planted("grover-feed-silent")) {
      await load();
    }
  });
});
withRetry(by("trouble"), load);
