// Comforts that the pages do without: j and k between papers, a filter for the table of those not selected, and thumbs
// to press where `litmus serve` shows the page.
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

  let thumb = null;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if ((event.key === "u" || event.key === "d") && thumb) {
      if (!event.repeat) thumb(event.key === "u");
    } else if (event.key === "/" && filter) {
      filter.closest("details").open = true;
      filter.focus();
    } else return;
    event.preventDefault();
  });

  if (filter) {
    const rows = [...document.querySelectorAll(".rejected tbody tr")];
    const words = rows.map((row) => {
      const thumbs = row.querySelector(".thumbs");
      return `${row.textContent.replace(thumbs.textContent, "")} ${thumbs.dataset.id}`.toLowerCase();
    });
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

  // Thumbs: asked for on this machine only, so that pages copied to another server ask for nothing.
  const places = [...document.querySelectorAll(".thumbs")];
  const isHere = location.protocol === "http:" && ["127.0.0.1", "localhost"].includes(location.hostname);
  const site = new URL("../", document.currentScript.src);
  const UNIT = "article.paper, .near li, .rejected tbody tr, .masthead";
  let labels = new Map();
  let token = "";

  const show = () => {
    for (const place of places) {
      const given = labels.get(place.dataset.id);
      for (const button of place.querySelectorAll("button"))
        button.setAttribute("aria-pressed", String(given === (button.value === "up")));
    }
  };

  const ask = async () => {
    const answer = await fetch(new URL("labels.json", site), { cache: "no-store", redirect: "error" });
    if (!answer.ok) return false;
    const told = await answer.json();
    labels = new Map(Object.entries(told.labels));
    token = told.token;
    return true;
  };

  const send = (id, relevant) =>
    fetch(new URL("label", site), {
      method: "POST",
      headers: { "Content-Type": "application/json", "Litmus-Token": token },
      body: JSON.stringify({ id, relevant }),
      redirect: "error",
    });

  const said = document.createElement("p");
  said.className = "said-last";
  said.setAttribute("role", "status");
  let fading = 0;
  const say = (words, isFault) => {
    clearTimeout(fading);
    said.textContent = words;
    if (!isFault) fading = setTimeout(() => (said.textContent = ""), 6000);
  };

  const sending = new Set();
  const press = async (id, up) => {
    if (sending.has(id)) return;
    sending.add(id);
    try {
      const relevant = labels.get(id) === up ? null : up;
      let answer = await send(id, relevant);
      // Refused: perhaps the server was started anew since this page was loaded, and has another token.
      if (answer.status === 403 && (await ask())) answer = await send(id, relevant);
      const told = await answer.json();
      if (answer.ok) {
        if (told.relevant === null) labels.delete(id);
        else labels.set(id, told.relevant);
        show();
        if (told.relevant === null) say(`${id}: thumb taken back.`);
        else {
          const when = told.known === false ? "once the paper was announced or imported" : "when litmus day runs next";
          say(`${id}: thumb ${told.relevant ? "up" : "down"} kept. It counts ${when}.`);
        }
      } else say(`Not kept: ${told.error}.`, true);
    } catch {
      say("Not kept: litmus serve does not answer. Start it again, then press again.", true);
    } finally {
      sending.delete(id);
    }
  };

  const offer = (some) => {
    const buttons = document.getElementById("thumb-buttons").content;
    for (const place of some) {
      const title = place.closest(UNIT).querySelector("a.title, h1, .titled").textContent.trim();
      place.replaceChildren(buttons.cloneNode(true));
      for (const button of place.querySelectorAll("button")) {
        button.setAttribute("aria-label", `Thumb ${button.value}: ${title}`);
        button.addEventListener("click", () => press(place.dataset.id, button.value === "up"));
      }
    }
    show();
  };

  const start = () => {
    // Of a thousand papers not selected, none is seen before they are unfolded.
    const rest = document.querySelector("details.rejected:not([open])");
    offer(places.filter((place) => !rest || !rest.contains(place)));
    const unfold = () => offer(places.filter((place) => rest.contains(place)));
    if (rest) rest.addEventListener("toggle", unfold, { once: true });
    for (const part of document.querySelectorAll("[data-served]")) part.hidden = false;
    document.body.append(said);
    thumb = (up) => {
      // A page of one paper: wherever one is in it, it is that paper.
      const unit = places.length > 1 && document.activeElement?.closest(UNIT);
      const place = unit ? unit.querySelector(".thumbs") : places.length === 1 && places[0];
      if (place) press(place.dataset.id, up);
      else say("Go to a paper first: j, k or Tab.");
    };
  };

  if (places.length && isHere) {
    ask().then((told) => told && start(), () => {});
    // Back from another page, the browser may show this one as it was.
    addEventListener("pageshow", (event) => event.persisted && thumb && ask().then(show, () => {}));
  }

  // Paper keeps everything: what is folded on screen is open in print, and a link into a folded part opens it.
  addEventListener("beforeprint", () => document.querySelectorAll("details.abstract").forEach((d) => (d.open = true)));
})();
