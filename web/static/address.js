/* The address of the page says what is on it: question and filters, tab, open article and passage.
   A reload, Back, another language or another browser show the same. */
(() => {
  "use strict";
  const wenbao = (window.wenbao ??= {});
  const NAMES = ["question", "column", "author", "paper", "source", "since", "until", "leg", "k",
                 "order", "follow"];
  const SEVERAL = ["column", "author", "paper"];
  const EITHER = "|";
  const plain = () => ({ question: "", column: [], author: [], paper: [], source: "", since: "",
                         until: "", leg: "hybrid", k: 5, order: "score", follow: true });
  const PLACE = ["tab", "find", "article", "p", "m"];
  const SHORT = { question: "q" };

  /* The form that an address asks for. */
  const form = (query = new URLSearchParams(location.search)) => {
    const fields = plain();
    for (const name of NAMES) {
      const value = query.get(SHORT[name] ?? name);
      if (value === null) continue;
      if (SEVERAL.includes(name)) fields[name] = value.split(EITHER).filter(Boolean);
      // What is no number is kept: the answer says so, as it does of every wrong option.
      else if (name === "k") fields.k = /^-?\d{1,15}$/.test(value) ? Number(value) : value || 5;
      else if (name === "follow") fields.follow = value !== "0";
      else fields[name] = value;
    }
    fields.question = fields.question.trim();
    return fields;
  };
  const place = (query = new URLSearchParams(location.search)) =>
    Object.fromEntries(PLACE.map((name) => [name, query.get(name) ?? ""]));

  /* The address of a form and a place; `whole` is a follow-up as it was understood. */
  const url = (fields, at, whole = "") => {
    const query = new URLSearchParams();
    const usual = plain();
    for (const name of NAMES) {
      const value = SEVERAL.includes(name) ? fields[name].join(EITHER) : fields[name];
      if (String(value) === String(usual[name])) continue;
      query.set(SHORT[name] ?? name, name === "follow" ? "0" : String(value).trim());
    }
    if (whole && whole !== fields.question.trim()) query.set("as", whole);
    for (const name of PLACE) if (at[name]) query.set(name, at[name]);
    const text = query.toString();
    return location.pathname + (text ? `?${text}` : "");
  };
  const whole = () => new URLSearchParams(location.search).get("as") ?? "";
  const go = (next, push, state = {}) => {
    if (next === location.pathname + location.search) push = false;
    history[push ? "pushState" : "replaceState"](push ? state : history.state, "", next);
  };
  /* The same question with another tab, article or passage. */
  const move = (change, push, state) =>
    go(url(form(), { ...place(), ...change }, whole()), push, state);
  const ask = (fields, push) => go(url(fields, {}), push);
  const understood = (text) => go(url(form(), place(), text), false);
  const same = (form1, form2) => url(form1, {}) === url(form2, {});
  const list = (fields) => NAMES.map((name) => fields[name]);
  const named = (values) => ({ ...plain(), ...Object.fromEntries(NAMES.map((name, i) => [name, values[i] ?? plain()[name]])) });

  wenbao.address = { plain, form, place, whole, move, ask, understood, same, list, named };
})();
