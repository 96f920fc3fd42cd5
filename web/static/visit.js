/* What is asked, what has come back, and a server that stays silent or goes away.
   The visit lives here and in the tab's storage: it is sent with each question and outlives a
   server that is started anew. */
(() => {
  "use strict";
  const wenbao = window.wenbao;
  const { address, pane } = wenbao;
  const $ = (selector, within = document) => within.querySelector(selector);
  const TEXT = JSON.parse($('meta[name="wb-texts"]').content);
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  let title = ""; // of the page without a question: Gradio writes it, later than this runs
  const KEY = "wenbao-visit";
  const BOX = "#wb-question textarea, #wb-question input";

  let stored = {};
  try { stored = JSON.parse(sessionStorage.getItem(KEY)) ?? {}; } catch { /* none yet, or blocked */ }
  const keep = (change) => {
    Object.assign(stored, change);
    try { sessionStorage.setItem(KEY, JSON.stringify(stored)); } catch { /* kept in this page alone */ }
  };
  // The address says what to ask; what is asked for the first time here has no history.
  const first = address.form();
  const again = first.question && stored.form?.question === first.question;
  const visit = stored.visit ?? {};
  keep({ form: first, visit: again || !first.question ? visit : {} });

  const notice = document.createElement("div");
  notice.id = "wb-notice";
  notice.setAttribute("role", "status");
  let sent = 0, came = 0, since = 0, lost = false, beating = false, whole = "", quiet = false;
  let unsent = ""; // a question whose key was pressed and that Gradio has not sent yet
  const waiting = () => sent > came || (lost && unsent !== "");
  /* What a page that is loaded again after a loss will ask. */
  const askAgain = (question) => {
    if (!question) return;
    keep({ form: { ...stored.form, question } });
    address.ask(stored.form, true);
  };
  const lose = () => {
    if (!lost) askAgain(unsent); // Gradio sends nothing once it knows
    lost = true;
  };

  const show = (old = waiting()) => {
    document.documentElement.classList.toggle("wb-waiting", old);
    document.documentElement.classList.toggle("wb-lost", lost);
    for (const id of ["wb-result", "wb-model"]) {
      document.getElementById(id)?.setAttribute("aria-busy", String(old));
    }
    const waited = Date.now() - since;
    const key = lost ? "lost" : old && waited > 3000 ? "slow" : old && waited > 300 ? "waiting" : "";
    // A function as replacement: a "$&" in a question is no pattern.
    const text = key && TEXT[key].replace("{question}", () => stored.form.question);
    if (notice.textContent !== text) notice.textContent = text;
    notice.classList.toggle("wb-shown", Boolean(text));
  };
  const probe = async () => {
    try {
      const reply = await fetch(`${lang === "en" ? "/en" : ""}/gradio_api/app_id`,
        { cache: "no-store", signal: AbortSignal.timeout(3000) });
      if (!reply.ok) return reply.status === 401 ? "other" : "silent";
      return (await reply.json()).app_id === window.gradio_config?.app_id ? "same" : "other";
    } catch (error) {
      return error.name === "TimeoutError" ? "silent" : "gone";
    }
  };
  const beat = async () => {
    if (beating) return;
    beating = true;
    while (waiting() || lost) {
      await new Promise((done) => setTimeout(done, 350));
      show();
      if (!lost && Date.now() - since < 1000) continue;
      const server = await probe();
      if (!waiting() && !lost) break;
      if (server === "gone") lose();
      // A server that is back, or another one: a new load asks again what is kept.
      else if (server === "other" || (server === "same" && lost)) return location.reload();
      show();
    }
    beating = false;
    show();
  };

  /* Gradio asks for this as it sends: the values of the form, with the visit in the last place. */
  const send = (values) => {
    sent += 1;
    unsent = "";
    since = Date.now();
    if (renewing) {
      values = address.list(stored.form);
      quiet = true;
      whole = address.whole() || stored.form.question;
    }
    renewing = false;
    const form = address.named(values);
    form.question = form.question?.trim() ?? "";
    // What a step back asks is sent in Gradio's own turn; the reader may be a step further by then.
    const late = replayed && !address.same(form, address.form());
    replayed = false;
    const visit = JSON.stringify({ ...stored.visit, sent, whole: late ? "" : whole });
    if (!late) {
      keep({ form });
      document.documentElement.classList.remove("wb-fresh");
      // At once, not with the answer: a page that is loaded again after a loss asks what was sent last.
      if (!quiet) address.ask(form, true);
      if (!quiet) pane.hide();
      quiet = false;
      whole = "";
    }
    show();
    beat();
    return [...address.list(form), visit];
  };
  const arrived = () => {
    const result = $("#wb-result .wb-result");
    if (result && Number(result.dataset.sent) !== came) {
      came = Number(result.dataset.sent);
      keep({ visit: JSON.parse(result.dataset.visit) });
      if (!document.documentElement.classList.contains("wb-fresh")) { // still asked for
        if (!waiting() && result.dataset.whole) address.understood(result.dataset.whole);
        title ||= document.title;
        document.title = `${result.dataset.question} · ${TEXT.name}`;
      }
      show();
    }
    // Gradio's own word for it is English, stays for good, and covers the page.
    if (!lost && $(".toast-body.error")?.textContent.includes("Connection to the server was lost")) {
      lose();
      show();
      beat();
    }
  };
  /* At the press itself, since Gradio takes its time.  A question that is sent while another is
     awaited waits in Gradio; it is the one to ask again. */
  const pressed = () => {
    unsent = $(BOX).value.trim();
    if (waiting() || lost) {
      askAgain(unsent || stored.form.question);
      show();
    } else if ($("#wb-result .wb-result")) {
      since = Date.now();
      show(true);
      setTimeout(() => show(), 2000);
    }
  };

  /* ---- handing a value to Gradio ---- */
  const put = (id, value) => {
    const box = $(`#${id} textarea, #${id} input`);
    const proto = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const press = (id) => {
    // Gradio takes in the typed value in its own turn; a press before that would send the old one.
    setTimeout(() => {
      const button = document.getElementById(id);
      if (button) ($("button", button) ?? button).click();
      else press(id); // not made yet
    }, 30);
  };
  const ask = (question) => {
    put("wb-question", question);
    press("wb-go");
    $(BOX).scrollIntoView({ block: "nearest" });
  };
  /* Asks as a question was understood before, or as it was typed. */
  const askAs = (question, text) => { whole = text; ask(question); };

  /* A whole form is put into Gradio by a hidden button, and then asked. */
  let filling = null, stepping = false, replayed = false;
  const fill = (now) => (filling ? address.list(filling) : now);
  const filled = () => {
    if (filling?.question) {
      replayed = stepping;
      press("wb-go");
    }
    filling = null;
  };
  const refill = (form, step = false) => {
    filling = form;
    stepping = step;
    press("wb-fill");
  };
  const change = (values) => refill({ ...stored.form, ...values });

  /* All that is shown of the library, once an article of it was corrected.  The answer is that to
     the question as it was asked, whatever stands in the box by now. */
  let renewing = false;
  const renew = () => {
    press("wb-lists");
    const list = $("#wb-listing [data-at]");
    if (list) {
      put("wb-wanted", list.dataset.at);
      press("wb-turn");
    }
    if (!stored.form.question || !$("#wb-result .wb-result")) return;
    renewing = true;
    press("wb-go");
  };

  /* Back and forward: what the address says is shown, and is not written again. */
  const back = () => {
    const form = address.form();
    if (!address.same(form, stored.form)) {
      keep({ form });
      quiet = Boolean(form.question);
      whole = form.question && (address.whole() || form.question);
      document.documentElement.classList.toggle("wb-fresh", !form.question);
      if (!form.question) document.title = title || TEXT.name;
      refill(form, true);
    }
  };
  const start = () => {
    new MutationObserver(arrived).observe(document.body, { childList: true, subtree: true });
    if (!stored.form.question) return;
    const until = Date.now() + 120000; // a busy machine takes its time
    let tried = 0;
    const timer = setInterval(() => {
      if (sent || Date.now() > until) return clearInterval(timer);
      // A press that comes before Gradio listens is lost, so it is tried until it was heard.
      if ($(BOX)?.value !== stored.form.question || Date.now() - tried < 3000) return;
      tried = Date.now();
      quiet = true;
      // What was answered is asked as it was understood; what was not may still be a follow-up.
      const answered = stored.visit.questions?.at(-1) === stored.form.question;
      whole = address.whole() || (answered ? stored.form.question : "");
      press("wb-go");
    }, 50);
  };

  Object.assign(wenbao, {
    send, fill, filled,
    // With nothing to bring back, what the reader may be typing already stays.
    saved: () =>
      JSON.stringify(address.same(first, address.plain()) ? { visit: stored.visit } : stored),
    visit: () => JSON.stringify(stored.visit ?? {}),
    failed: () => { came = sent; show(); pane.say(TEXT.failed, true); },
    asking: { KEY, BOX, notice, start, back, pressed, ask, askAs, change, renew, put, press },
  });
})();
