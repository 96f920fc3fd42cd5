/* A source beside its article: where the page opens at the cited place of the source, the article
   opens at it too, at the same height. */
(() => {
  "use strict";
  const found = document.querySelector(".wb-beside .wb-found");
  const side = found?.closest("section");
  if (!side) return;
  const below = found.getBoundingClientRect().top - side.getBoundingClientRect().top;
  side.scrollTop += below - innerHeight / 4; // as scroll-padding-top of the source
})();
