/* Correcting the article beside the answer: what is pressed is sent as a change of the index, and
   the article, the answer and the lists shown anew once that is made. */
(() => {
  "use strict";
  const { wenbao } = window;
  const { pane } = wenbao;
  const TEXT = JSON.parse(document.querySelector('meta[name="wb-texts"]').content);
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  let busy = false;

  const fail = async (reply) => {
    const failure = await reply.json().catch(() => ({}));
    throw new Error(failure.error || TEXT.failed);
  };
  /* Sends a change and waits until it is made. */
  const send = async (method, path, body) => {
    const reply = await fetch(`${path}?lang=${lang}`, {
      method, headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!reply.ok) await fail(reply);
    let job = await reply.json();
    while (!job.finished) {
      await new Promise((done) => setTimeout(done, 150));
      const next = await fetch(`/api/jobs/${job.id}?lang=${lang}`);
      if (!next.ok) await fail(next);
      job = await next.json();
    }
    if (job.error) throw new Error(job.error.error);
  };
  /* Why it was refused, until the next try: in the form, and at the field that it tells of. */
  const refuse = (form, text) => {
    pane.status.classList.remove("wb-shown");
    const told = document.createElement("p");
    told.className = "wb-refused";
    told.setAttribute("role", "alert");
    told.textContent = text;
    const tells = (name) => text.toLowerCase().includes(name.toLowerCase());
    const named = changedIn(form).filter((input, _, all) => all.length === 1
      || [input.name, input.closest("label").textContent].some((name) => tells(name)));
    (named[0]?.closest("label") ?? form.lastElementChild).after(told);
    named.forEach((input) => input.setAttribute("aria-invalid", "true"));
    named[0]?.focus();
  };
  const changedIn = (form) => [...form.querySelectorAll("input[name]")]
    .filter((input) => input.value.trim() !== input.defaultValue.trim());
  const change = async (form, ...request) => {
    if (busy) return;
    busy = true;
    form?.querySelector(".wb-refused")?.remove();
    form?.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    pane.side.setAttribute("aria-busy", "true");
    pane.say(TEXT.correcting);
    try {
      await send(...request);
      await pane.again();
      wenbao.asking.renew();
      pane.say(TEXT.corrected);
    } catch (error) {
      const text = error instanceof TypeError ? TEXT.failed : error.message;
      if (form?.isConnected) refuse(form, text);
      else pane.say(text, true);
    } finally {
      busy = false;
      pane.side.removeAttribute("aria-busy");
    }
  };
  const place = (id) => `/api/articles/${encodeURIComponent(id)}`;

  pane.side.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-correct]");
    if (!form) return;
    event.preventDefault();
    const changed = changedIn(form);
    if (!changed.length) return pane.say(TEXT.nothing_changed);
    const fields = changed.map((input) => [input.name, input.value.trim() || null]);
    change(form, "PATCH", place(form.dataset.correct), Object.fromEntries(fields));
  });
  pane.side.addEventListener("click", (event) => {
    const act = event.target.closest("[data-layout]");
    if (act) {
      change(null, "POST", `${place(act.dataset.article)}/corrections`, JSON.parse(act.dataset.layout));
    }
    const undo = event.target.closest("[data-undo]");
    if (undo) change(null, "DELETE", `/api/corrections/${encodeURIComponent(undo.dataset.undo)}`);
  });
})();
