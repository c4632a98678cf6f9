/* What the browser itself does: links change the address without loading the page anew,
   pickers open, close and narrow, the theme is remembered, the data version is watched.
   It knows the shell's markup; it never computes or formats a figure. */
"use strict";

(function () {
  const go = (address) => {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };
  const cookie = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; SameSite=Lax`;
  };

  const isOurs = (link) =>
    link.origin === window.location.origin &&
    !link.hasAttribute("download") &&
    !link.target &&
    !link.pathname.startsWith("/download/") &&
    !link.pathname.startsWith("/public");

  const openPickers = () => document.querySelectorAll("details.picker[open]");
  const closePickers = (except) =>
    openPickers().forEach((one) => one !== except && one.removeAttribute("open"));

  document.addEventListener("click", (event) => {
    closePickers(event.target.closest("details.picker"));
    if (event.target.closest("#theme")) return switchTheme();
    if (event.target.closest("#print")) return window.print();
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.defaultPrevented) return undefined;
    if (link.dataset.whole) return wholePage(event, link);
    if (link.getAttribute("href").startsWith("#") || !isOurs(link)) return undefined;
    event.preventDefault();
    closePickers(null);
    return go(link.href);
  });

  /* The language belongs to the whole page: it is loaded anew at the same address. */
  const wholePage = (event, link) => {
    event.preventDefault();
    const here = new URLSearchParams(window.location.search);
    here.set(link.dataset.whole, new URL(link.href).searchParams.get(link.dataset.whole));
    window.location.assign(`${window.location.pathname}?${here}`);
  };

  const switchTheme = () => {
    const root = document.documentElement;
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    cookie("theme", root.dataset.theme);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openPickers().forEach((one) => {
      one.removeAttribute("open");
      one.querySelector("summary").focus();
    });
  });

  /* The address of now, from its first row, with one choice changed. */
  const addressWith = (name, value) => {
    const address = new URL(window.location.href);
    address.searchParams.delete("page");
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
    if (name === "area") address.searchParams.delete("procedure");
    return address.href;
  };

  /* A list of choices comes as data and becomes links when it is opened. */
  const fill = (list) => {
    const { name, chosen, entries } = list.dataset;
    list.replaceChildren(...JSON.parse(entries).map(([value, text, depth]) => {
      const link = document.createElement("a");
      link.textContent = text;
      link.href = addressWith(name, value);
      if (depth) link.className = `depth-${Math.min(depth, 3)}`;
      if (value === chosen) link.setAttribute("aria-current", "true");
      return link;
    }));
  };

  /* Words without their marks, so that "uy ban" finds "Uỷ ban". */
  const bare = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  const narrow = (field) => {
    const wanted = bare(field.value).split(/\s+/);
    const list = field.closest(".picker-list");
    let left = 0;
    list.querySelectorAll(".entries a").forEach((entry) => {
      entry.hidden = !wanted.every((word) => bare(entry.textContent).includes(word));
      left += entry.hidden ? 0 : 1;
    });
    list.querySelector(".none-found").hidden = left > 0;
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches(".picker-list input[type=search]")) narrow(event.target);
  });

  document.addEventListener("toggle", (event) => {
    const picker = event.target;
    if (!picker.open || !picker.matches("details.picker")) return;
    picker.querySelectorAll(".entries").forEach(fill);
    const field = picker.querySelector("input[type=search]");
    if (field) narrow(field);
    if (field && window.matchMedia("(hover: hover)").matches) field.focus();
    const chosen = picker.querySelector("[aria-current]");
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
  }, true);

  /* A form is an address too: its fields become parts of it, two days become one. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form:not([data-sent])");
    if (!form || form.method === "post") return;
    event.preventDefault();
    const address = new URL(form.getAttribute("action") || "", window.location.href);
    const fields = [...new FormData(form).entries()];
    if (form.dataset.joined) {
      const whole = fields.map(([, value]) => value).join(form.dataset.joint);
      address.searchParams.set(form.dataset.joined, whole);
    } else {
      fields.forEach(([name, value]) =>
        value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
    }
    closePickers(null);
    go(address.href);
  });

  let lastPath = null;
  let turning = null;

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.onestop = {
    /* Asks whether the data changed; the page is asked for again only if it did. */
    version: async (_ticks, known) => {
      const same = window.dash_clientside.no_update;
      try {
        const answer = await fetch("/version", { headers: { Accept: "application/json" } });
        if (answer.status === 401) window.location.reload(); // the session is over: to the login
        if (!answer.ok) return [same, false];
        const { version } = await answer.json();
        return [version === known ? same : version, true];
      } catch {
        return [same, false];
      }
    },

    /* A page has arrived: the title follows, a new page is read from its top. */
    arrived: (_children, path) => {
      window.setTimeout(() => {
        const heading = document.querySelector("#page h1");
        if (heading) document.title = `${heading.textContent} · onestop`;
        if (lastPath !== null && lastPath !== path) {
          window.scrollTo(0, 0);
          if (heading) heading.focus({ preventScroll: true });
        }
        lastPath = path;
        window.clearTimeout(turning);
        const next = document.querySelector("a.next-screen");
        if (next) turning = window.setTimeout(() => go(next.href), 1000 * Number(next.dataset.seconds));
      }, 0);
      return window.dash_clientside.no_update;
    },
  };
})();
