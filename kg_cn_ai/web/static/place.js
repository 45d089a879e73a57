// A link to a place in a document names it after the #, which no server sees. Where the page that was sent has not this
// place, because the document has more of them than fit on one page, this asks for the page that has.
"use strict";

(() => {
  let wanted;
  try {
    wanted = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const query = new URLSearchParams(location.search);
  if (!wanted || document.getElementById(wanted) || query.get("at") === wanted) return;
  query.set("at", wanted);
  location.replace(`${location.pathname}?${query}${location.hash}`);
})();
