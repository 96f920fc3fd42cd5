/* What a reader does in the page: open a citation, copy, judge, ask again, turn, remove.
   One listener on the document, since Gradio makes and unmakes the elements. */
(() => {
  "use strict";
  const { address, pane, asking } = window.wenbao;
  const { say } = pane;
  const { put, press, BOX } = asking;
  const $ = (selector, within = document) => within.querySelector(selector);
  const TEXT = JSON.parse($('meta[name="wb-texts"]').content);

  const FIND = "#wb-find textarea, #wb-find input";
  const TABS = ["ask", "library", "map"];
  const tabOf = (button) => TABS.find((name) => button.id === `wb-tab-${name}-button`);
  const showTab = () => {
    const button = document.getElementById(`wb-tab-${address.place().tab || "ask"}-button`);
    if (button && button.getAttribute("aria-selected") !== "true") button.click();
    const text = address.place().find;
    if (button && address.place().tab === "library" && text !== ($(FIND)?.value ?? "")) find(text);
    return Boolean(button);
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
      if (!done) return say(TEXT.copy_failed, true);
    }
    say(`${TEXT.copied} ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`);
  };
  /* "{link}" in what is copied is the address of this page, or the one that the button names. */
  const copied = (button) => {
    const { link } = button.dataset;
    const href = link ? new URL(link, location.href).href : location.href;
    return copy(button.dataset.copy.replaceAll("{link}", () => href));
  };

  const judge = async (button) => {
    const hit = button.closest(".wb-hit");
    const result = button.closest(".wb-result");
    const body = { question: result.dataset.whole || result.dataset.question,
                   judgement: Number(button.dataset.judge) };
    if (hit) Object.assign(body, { hit: hit.dataset.hit, article_id: hit.dataset.article });
    else body.answer = JSON.parse(button.closest("[data-cited]").dataset.cited);
    try {
      const reply = await fetch("/page/judge", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!reply.ok) throw new Error(String(reply.status));
    } catch {
      return say(TEXT.failed, true);
    }
    button.closest(".wb-thumbs").querySelectorAll(".wb-thumb").forEach((thumb) =>
      thumb.setAttribute("aria-pressed", String(thumb === button)));
    say(TEXT.thanks);
  };

  const remove = (button) => {
    if (!button.classList.contains("wb-sure")) {
      const label = button.textContent;
      button.textContent = button.dataset.sure;
      button.classList.add("wb-sure");
      button.addEventListener("blur", () => {
        button.textContent = label;
        button.classList.remove("wb-sure");
      }, { once: true });
      return;
    }
    put("wb-wanted", button.dataset.remove);
    press("wb-remove");
  };

  /* What is looked for in the library stands in the address too. */
  const lookUp = () => {
    const text = $(FIND).value.trim();
    address.move({ tab: "library", find: text }, true);
    listed(text, Date.now());
    $("#wb-outcome .wb-error")?.setAttribute("hidden", ""); // of what was done before
  };
  const findOf = (name) =>
    name === "library" && address.place().tab === "library" ? address.place().find : "";

  /* Gradio makes the library's tab when it is first looked at, and what is put into a box or pressed
     before it listens is lost; and the list that opening the tab asks for may come after this one.
     So it is asked for until it is there, and stays. */
  let finding = 0;
  const listed = (text, tried = 0) => {
    clearInterval(finding);
    const until = Date.now() + 20000;
    let since = 0;
    finding = setInterval(() => {
      const { tab, find: wanted } = address.place();
      if (tab !== "library" || wanted !== text || Date.now() > until) return clearInterval(finding);
      const box = $(FIND);
      if (!box) return;
      if (box.value === text && $("#wb-listing [data-listed]")?.dataset.listed === text) {
        since ||= Date.now();
        if (Date.now() - since > 1000) clearInterval(finding);
        return;
      }
      since = 0;
      if (Date.now() - tried < 800) return;
      tried = Date.now();
      put("wb-find", text);
      press("wb-show");
    }, 50);
  };
  const find = (text) => {
    address.move({ tab: "library", find: text }, true); // one step, whatever is pressed for it
    document.getElementById("wb-tab-library-button").click();
    listed(text);
  };

  /* What Gradio makes gets what it lacks: a calendar beside a date, the reader's own time, and in a
     list of names that is empty, that it holds for any. */
  const SEVERAL = "#wb-column input, #wb-author input, #wb-paper input";
  const DATES = ["wb-since", "wb-until", "wb-paste-date"];
  const finish = () => {
    if (!pane.side.hidden) pane.mark();
    for (const id of DATES) {
      const box = document.getElementById(id);
      if (!box || $(".wb-pick", box)) continue;
      const pick = document.createElement("input");
      pick.type = "date";
      pick.className = "wb-pick";
      pick.setAttribute("aria-label", TEXT.pick_date);
      pick.addEventListener("click", () => pick.showPicker?.());
      pick.addEventListener("change", () => { if (pick.value) put(id, pick.value); });
      box.append(pick);
    }
    document.querySelectorAll(SEVERAL).forEach((input) => { input.placeholder = TEXT.any; });
    $("#wb-upload button")?.setAttribute("aria-label", TEXT.upload);
    // Above a list that may be long: it is gone from there, and this is what can be done about it.
    const back = $("[data-restore]:not([data-seen])");
    if (back) {
      back.dataset.seen = "";
      back.focus();
    }
    // A long list of choices scrolls, which makes Tab stop at it; it closes then, and focus is lost.
    document.querySelectorAll("ul.option-list:not([tabindex])").forEach((list) => { list.tabIndex = -1; });
    document.querySelectorAll("time[datetime]:not([title])").forEach((time) => {
      time.title = time.textContent;
      const local = new Date(time.dateTime);
      if (!Number.isNaN(local.valueOf())) {
        time.textContent = local.toLocaleString(document.documentElement.lang,
          { dateStyle: "medium", timeStyle: "short" });
      }
    });
  };

  const lift = (button) => {
    const names = button.dataset.lift === "all"
      ? ["column", "author", "paper", "source", "since", "until"] : [button.dataset.lift];
    const usual = address.plain();
    const question = button.closest(".wb-result").dataset.question;
    asking.change({ question, ...Object.fromEntries(names.map((name) => [name, usual[name]])) });
  };

  const ACTIONS = [
    ["[data-ask]", (button) => asking.ask(button.dataset.ask)],
    ["[data-typed]", (button) => {
      const question = button.closest(".wb-result").dataset.question;
      asking.askAs(question, question);
    }],
    ["[data-lift]", lift],
    ["[data-narrow]", (button) => asking.change({
      question: $(".wb-result").dataset.question, ...JSON.parse(button.dataset.narrow),
    })],
    ["[data-year]", (button) => {
      for (const id of ["wb-since", "wb-until"]) put(id, button.dataset.year);
    }],
    ["[data-copy]", copied],
    ["#wb-link", () => copy(location.href)],
    ["[data-judge]", judge],
    ["[data-remove]", remove],
    ["[data-restore]", (button) => {
      button.disabled = true;
      put("wb-wanted", button.dataset.restore);
      press("wb-restore");
    }],
    ["[data-page]", (button) => { put("wb-wanted", button.dataset.page); press("wb-turn"); }],
    ["[data-find]", (button) => find(button.dataset.find)],
    ["[data-tab]", (button) =>
      document.getElementById(`wb-tab-${button.dataset.tab}-button`).click()],
    ["#wb-close", pane.close],
    [".wb-n", (button) => button.closest("[id]").scrollIntoView({ block: "center" })],
    ['a[href^="/article/"]:not([target])', (button) => pane.open(button, button.href)],
    ["[data-open]", (button) => pane.open(button, button.dataset.open)],
  ];
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#wb-go")) asking.pressed();
    if (event.target.closest?.('a[href="/logout"]')) sessionStorage.removeItem(asking.KEY);
    const langLink = event.target.closest?.("#wb-lang");
    if (langLink) {
      const query = new URLSearchParams(location.search);
      query.set("lang", new URL(langLink.href).searchParams.get("lang"));
      langLink.href = `/?${query}`;
    }
    const tab = event.target.closest?.('[role="tab"]');
    const name = tab && tabOf(tab);
    if (name) {
      const text = name === "library" ? $(FIND)?.value ?? "" : "";
      address.move({ tab: name === "ask" ? "" : name, find: findOf(name) || text }, true);
    }
    // A press by the script (`find`) names in the address already what it looks for.
    if (event.isTrusted && event.target.closest?.("#wb-show")) lookUp();
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    for (const [selector, act] of ACTIONS) {
      const element = event.target.closest?.(selector);
      if (!element) continue;
      event.preventDefault();
      act(element);
      return;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pane.close();
    const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (enter && event.target.matches?.(BOX)) asking.pressed();
    if (enter && event.target.matches?.(FIND)) lookUp();
    const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $(BOX)?.focus();
    }
    const tab = event.target.closest?.('[role="tab"]');
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (tab && step) {
      const at = TABS.indexOf(tabOf(tab));
      const next = document.getElementById(`wb-tab-${TABS.at((at + step) % TABS.length)}-button`);
      next?.focus();
      next?.click();
    }
  });
  window.addEventListener("popstate", () => {
    showTab();
    pane.show();
    asking.back();
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(pane.side, pane.status, asking.notice);
    asking.start();
    pane.show();
    new MutationObserver(finish).observe(document.body, { childList: true, subtree: true });
    const until = Date.now() + 120000;
    const timer = setInterval(() => {
      // The map is drawn with the question, so it waits for its answer.
      const { tab } = address.place();
      if (tab === "map" && address.form().question && !$("#wb-result .wb-result")
          && Date.now() < until) return;
      if (showTab() || Date.now() > until) clearInterval(timer);
    }, 50);
  });
})();
