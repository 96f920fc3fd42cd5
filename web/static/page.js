/* What a reader does inside the answers: open a citation, copy, judge, ask again, remove.
   One listener on the document, since Gradio makes and unmakes the elements. */
(() => {
  "use strict";
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  const TEXT = JSON.parse(document.querySelector('meta[name="wb-texts"]').content);
  const $ = (selector, within = document) => within.querySelector(selector);

  /* ---- messages read out by a screen reader ---- */
  const status = document.createElement("div");
  status.id = "wb-status";
  status.setAttribute("role", "status");
  let fading;
  const say = (text) => {
    status.textContent = text;
    status.classList.add("wb-shown");
    clearTimeout(fading);
    fading = setTimeout(() => status.classList.remove("wb-shown"), 2500);
  };

  /* ---- the article beside the answer ---- */
  const side = document.createElement("aside");
  side.id = "wb-side";
  side.hidden = true;
  side.setAttribute("role", "dialog");
  side.setAttribute("aria-label", TEXT.article);
  side.innerHTML =
    `<div class="wb-side-bar"><span></span><a class="wb-tool" id="wb-alone" target="_blank" rel="noopener">` +
    `${TEXT.permalink}</a><button type="button" class="wb-tool" id="wb-close" ` +
    `aria-label="${TEXT.close}">✕</button></div><div class="wb-side-text" tabindex="-1"></div>`;
  let opener = null;

  const open = async (link, address) => {
    const url = new URL(address, location.href);
    const asked = new URL(url);
    asked.searchParams.set("fragment", "1");
    asked.searchParams.set("lang", lang);
    asked.hash = "";
    let html;
    try {
      const reply = await fetch(asked, { headers: { Accept: "text/html" } });
      if (!reply.ok && reply.status !== 404) throw new Error(String(reply.status));
      html = await reply.text();
    } catch {
      say(TEXT.failed);
      return;
    }
    opener = link;
    const text = $(".wb-side-text", side);
    text.innerHTML = html;
    $(".wb-side-bar span", side).textContent = $("h2", text)?.textContent ?? "";
    url.searchParams.set("lang", lang);
    $("#wb-alone", side).href = url;
    side.hidden = false;
    document.documentElement.classList.add("wb-reading");
    document.querySelectorAll(".wb-now").forEach((one) => one.classList.remove("wb-now"));
    link.closest(".wb-hit, .wb-line")?.classList.add("wb-now");
    const found = $(".wb-found", text);
    ($("mark", found ?? text) ?? found)?.scrollIntoView({ block: "center" });
    if (!found) text.scrollTop = 0;
    ($("h2", text) ?? text).focus({ preventScroll: true });
  };
  const close = () => {
    if (side.hidden) return;
    side.hidden = true;
    document.documentElement.classList.remove("wb-reading");
    document.querySelectorAll(".wb-now").forEach((one) => one.classList.remove("wb-now"));
    if (opener?.isConnected) opener.focus();
  };

  /* ---- handing a value to Gradio ---- */
  const put = (id, value) => {
    const box = $(`#${id} textarea, #${id} input`);
    const proto = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const press = (id) => {
    const button = document.getElementById(id);
    // Gradio takes in the typed value in its own turn; a press before that would send the old one.
    setTimeout(() => ($("button", button) ?? button).click(), 30);
  };
  const ask = (question) => {
    put("wb-question", question);
    press("wb-go");
    $("#wb-question textarea, #wb-question input").scrollIntoView({ block: "nearest" });
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without HTTPS on another host there is no clipboard; the old way still works there.
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      if (!done) return say(TEXT.copy_failed);
    }
    say(`${TEXT.copied} ${text}`);
  };

  const judge = async (button) => {
    const hit = button.closest(".wb-hit");
    const question = button.closest(".wb-result").dataset.question;
    const body = { question, hit: hit.dataset.hit, article_id: hit.dataset.article,
                   judgement: Number(button.dataset.judge) };
    try {
      const reply = await fetch("/page/judge", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!reply.ok) throw new Error(String(reply.status));
    } catch {
      return say(TEXT.failed);
    }
    hit.querySelectorAll(".wb-thumb").forEach((one) =>
      one.setAttribute("aria-pressed", String(one === button)));
    say(TEXT.thanks);
  };

  const remove = (button) => {
    if (!button.classList.contains("wb-sure")) {
      const before = button.textContent;
      button.textContent = button.dataset.sure;
      button.classList.add("wb-sure");
      button.addEventListener("blur", () => {
        button.textContent = before;
        button.classList.remove("wb-sure");
      }, { once: true });
      return;
    }
    put("wb-wanted", button.dataset.remove);
    press("wb-remove");
  };

  const ACTIONS = [
    ["[data-ask]", (one) => ask(one.dataset.ask)],
    ["[data-copy]", (one) => copy(one.dataset.copy)],
    ["[data-judge]", judge],
    ["[data-remove]", remove],
    ["[data-page]", (one) => { put("wb-wanted", one.dataset.page); press("wb-turn"); }],
    ["#wb-close", close],
    [".wb-n", (one) => one.closest("p").scrollIntoView({ block: "center" })],
    ['a[href^="/article/"]:not([target])', (one) => open(one, one.href)],
    ["[data-open]", (one) => open(one, one.dataset.open)],
  ];
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    for (const [selector, act] of ACTIONS) {
      const found = event.target.closest?.(selector);
      if (!found) continue;
      event.preventDefault();
      act(found);
      return;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $("#wb-question textarea, #wb-question input")?.focus();
    }
  });
  document.addEventListener("DOMContentLoaded", () => document.body.append(side, status));
})();
