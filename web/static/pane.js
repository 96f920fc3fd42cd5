/* The article beside the answer.  Opening it is a step of its own, so that Back closes it. */
(() => {
  "use strict";
  const wenbao = window.wenbao;
  const { address } = wenbao;
  const $ = (selector, within = document) => within.querySelector(selector);
  const TEXT = JSON.parse($('meta[name="wb-texts"]').content);
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";

  /* ---- messages read out by a screen reader ---- */
  const status = document.createElement("div");
  status.id = "wb-status";
  status.setAttribute("role", "status");
  let fading;
  const say = (text, bad = false) => {
    status.textContent = text;
    status.classList.toggle("wb-bad", bad);
    status.classList.add("wb-shown");
    clearTimeout(fading);
    fading = setTimeout(() => status.classList.remove("wb-shown"), 2500);
  };

  const side = document.createElement("aside");
  side.id = "wb-side";
  side.hidden = true;
  side.tabIndex = -1;
  side.setAttribute("aria-label", TEXT.article);
  side.innerHTML =
    `<div class="wb-side-bar"><span></span>` +
    `<a class="wb-tool" id="wb-origin" hidden>${TEXT.origin}</a>` +
    `<button type="button" class="wb-tool" id="wb-link">${TEXT.copy_link}</button>` +
    `<a class="wb-tool" id="wb-alone" target="_blank" rel="noopener">` +
    `${TEXT.permalink}</a><button type="button" class="wb-tool" id="wb-close" ` +
    `aria-label="${TEXT.close}">✕</button></div><div class="wb-side-text" tabindex="-1"></div>`;
  let opener = null, shown = "";

  const path = (at) => {
    const query = new URLSearchParams();
    for (const name of ["p", "m"]) if (at[name]) query.set(name, at[name]);
    const text = query.toString();
    return `/article/${encodeURIComponent(at.article)}${text ? `?${text}` : ""}`;
  };
  const placed = (href) => {
    const url = new URL(href, location.href);
    return {
      article: decodeURIComponent(url.pathname.slice("/article/".length)),
      p: url.searchParams.get("p") ?? "", m: url.searchParams.get("m") ?? "",
    };
  };

  /* Marks the hit or line that is open, also one that was made anew; focus returns to it then. */
  const mark = () => {
    const at = address.place();
    document.querySelectorAll(".wb-hit, .wb-line").forEach((element) => {
      const link = $(".wb-open, .wb-title", element);
      const its = placed(link.href);
      const open = !side.hidden && its.article === at.article && (!its.p || its.p === at.p);
      element.classList.toggle("wb-now", open);
      if (open && !opener?.isConnected) opener = link;
    });
  };

  /* Shows what the address names; nothing is written into it here. */
  const show = async (link) => {
    const at = address.place();
    if (!at.article) return hide();
    const wanted = path(at);
    if (wanted === shown && !side.hidden) return;
    const request = new URL(wanted, location.href);
    request.searchParams.set("fragment", "1");
    request.searchParams.set("lang", lang);
    let html;
    try {
      const reply = await fetch(request, { headers: { Accept: "text/html" } });
      if (!reply.ok && reply.status !== 404) throw new Error(String(reply.status));
      html = await reply.text();
    } catch {
      say(TEXT.failed, true);
      return;
    }
    if (path(address.place()) !== wanted) return; // another one was opened meanwhile, or none
    shown = wanted;
    opener = link ?? opener;
    const text = $(".wb-side-text", side);
    text.innerHTML = html;
    $(".wb-side-bar span", side).textContent = $("h2", text)?.textContent ?? "";
    const alone = new URL(wanted, location.href);
    alone.searchParams.set("lang", lang);
    $("#wb-alone", side).href = alone;
    const origin = $("[data-origin]", text)?.dataset.origin;
    $("#wb-origin", side).hidden = !origin;
    if (origin) $("#wb-origin", side).href = origin;
    side.hidden = false;
    document.documentElement.classList.add("wb-reading");
    mark();
    const passage = $(".wb-found", text);
    ($("mark", passage ?? text) ?? passage)?.scrollIntoView({ block: "center" });
    if (!passage) text.scrollTop = 0;
    ($(".wb-n", passage ?? document.createElement("i")) ?? $("h2", text) ?? text)
      .focus({ preventScroll: true });
  };
  /* The open article as it is now, where the reader was in it. */
  const again = async () => {
    const text = $(".wb-side-text", side);
    const top = text.scrollTop;
    const open = $(".wb-correct[open]", text);
    shown = "";
    await show();
    if (open) $(".wb-correct", text)?.setAttribute("open", "");
    text.scrollTop = top;
    const title = $("h2", text)?.textContent;
    const { article } = address.place();
    document.querySelectorAll(".wb-came a").forEach((link) => {
      const name = $("bdi", link);
      if (name && title && placed(link.href).article === article) name.textContent = title;
    });
    $(".wb-correct > summary", text)?.focus({ preventScroll: true });
  };
  const hide = () => {
    if (side.hidden) return;
    side.hidden = true;
    shown = "";
    document.documentElement.classList.remove("wb-reading");
    mark();
    if (opener?.isConnected) opener.focus();
    opener = null;
  };
  const open = (link, href) => {
    address.move(placed(href), side.hidden, { pane: true });
    return show(link);
  };
  const close = () => {
    if (side.hidden) return;
    hide();
    if (history.state?.pane) history.back();
    else address.move({ article: "", p: "", m: "" }, false);
  };

  wenbao.pane = { side, status, say, show, again, mark, hide, open, close };
})();
