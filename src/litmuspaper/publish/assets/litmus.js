// Two comforts that the pages do without: j and k between papers, and a filter for the table of those not selected.
"use strict";
(() => {
  for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;

  const stops = [...document.querySelectorAll("main a.title")];
  const filter = document.getElementById("filter");

  const move = (step) => {
    const here = document.activeElement;
    let at = stops.indexOf(here);
    if (at < 0) {
      // Not on a title: start from the last one that lies before the focus, or before the top of the window.
      const isBefore = (stop) =>
        here && here !== document.body && here.id !== "main"
          ? Boolean(here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING)
          : stop.getBoundingClientRect().top < 0;
      at = stops.filter(isBefore).length - (step > 0 ? 1 : 0);
    }
    const next = stops[Math.min(stops.length - 1, Math.max(0, at + step))];
    if (!next) return;
    next.focus({ preventScroll: true });
    (next.closest("article, li") || next).scrollIntoView({ block: "start" });
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/" && filter) {
      filter.closest("details").open = true;
      filter.focus();
    } else return;
    event.preventDefault();
  });

  if (filter) {
    const rows = [...document.querySelectorAll(".rejected tbody tr")];
    const words = rows.map((row) => row.textContent.toLowerCase());
    const shown = document.getElementById("filtered");
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row, at) => {
        row.hidden = !wanted.every((word) => words[at].includes(word));
        if (!row.hidden) count += 1;
      });
      shown.textContent = wanted.length ? `${count} of ${rows.length}` : "";
    });
  }

  // Paper keeps everything: what is folded on screen is open in print, and a link into a folded part opens it.
  addEventListener("beforeprint", () => document.querySelectorAll("details.abstract").forEach((d) => (d.open = true)));
})();
