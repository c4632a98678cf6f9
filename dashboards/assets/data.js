/* The page Dữ liệu in the browser: sends files, asks how a load stands, sends forms.
   Every step is an address that the server draws; what is known only here (a file being
   sent, a text being typed) is painted again whenever the page is drawn anew. */
"use strict";

(function () {
  const SECOND = 1000;
  const by = (id) => document.getElementById(id);
  const desk = () => by("data-desk");
  const silent = () => (document.querySelector("[data-silent]") || { dataset: {} }).dataset.silent;

  const go = (address, replaces) => {
    const how = replaces ? "replaceState" : "pushState";
    window.history[how]({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };
  const here = (parts) => {
    const address = new URL(desk().dataset.here, window.location.href);
    Object.entries(parts).forEach(([name, value]) => address.searchParams.set(name, value));
    return address.pathname + address.search;
  };

  /* What a route answers: {ok, status, told}; told.sentence says what went wrong. */
  const ask = async (method, address, fields) => {
    const headers = { "X-Onestop": "1", Accept: "application/json" };
    const body = fields ? JSON.stringify(fields) : undefined;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const answer = await fetch(address, { method, headers, body, cache: "no-store" });
      return { ok: answer.ok, status: answer.status, told: await answer.json() };
    } catch {
      return { ok: false, status: 0, told: { sentence: silent() } };
    }
  };

  const write = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  const show = (element, isShown) => {
    if (element && element.hidden === isShown) element.hidden = !isShown;
  };

  /* 1: sending files, one request each. */
  const sending = { now: "", share: 0, refused: [] };

  const takeFiles = async (files) => {
    const zone = by("data-drop");
    if (!zone || sending.now || !files.length) return;
    const { most, large, token: first } = zone.dataset;
    let token = first;
    sending.refused = [];
    for (const file of files) {
      const answer = file.size > Number(most)
        ? { ok: false, told: { sentence: large.replace("FILE", file.name) } }
        : await sendOne(file, token);
      if (answer.ok) token = answer.told.token;
      else sending.refused.push(answer.told.sentence || silent());
    }
    sending.now = "";
    paint();
    if (token && desk()) go(here({ upload: token, files: Date.now() }));
  };

  const sendOne = (file, token) => new Promise((resolve) => {
    const { sending: words, taken } = by("data-drop").dataset;
    const request = new XMLHttpRequest();
    const failed = () => resolve({ ok: false, told: { sentence: silent() } });
    const tell = (share) => {
      sending.share = share;
      sending.now = (share < 100 ? words : taken)
        .replace("FILE", file.name).replace("SHARE", String(share));
      paint();
    };
    request.open("POST", "/uploads");
    request.responseType = "json";
    request.setRequestHeader("X-Onestop", "1");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (token) request.setRequestHeader("X-Upload", token);
    request.upload.addEventListener("progress", (event) =>
      event.lengthComputable && tell(Math.floor((100 * event.loaded) / event.total)));
    request.addEventListener("load", () =>
      resolve({ ok: request.status === 200, told: request.response || {} }));
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    tell(0);
    request.send(file);
  });

  const paintSending = () => {
    const slot = document.querySelector("[data-slot=files]");
    if (slot && !slot.firstChild) {
      const field = document.createElement("input");
      Object.assign(field, { type: "file", multiple: true, id: "data-files", className: "unseen" });
      slot.append(field);
    }
    show(by("data-sending-box"), Boolean(sending.now));
    write(by("data-sending"), sending.now);
    const bar = by("data-sent");
    if (bar && bar.value !== sending.share) bar.value = sending.share;
    show(by("data-refused-box"), sending.refused.length > 0);
    const list = by("data-refused");
    const told = sending.refused.join("\n");
    if (list && list.dataset.told !== told) {
      list.dataset.told = told;
      list.replaceChildren(...sending.refused.map((sentence) => {
        const entry = document.createElement("li");
        entry.textContent = sentence;
        return entry;
      }));
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.id !== "data-files") return;
    const files = [...event.target.files];
    event.target.value = "";
    takeFiles(files);
  });
  const overZone = (event) => event.target.closest && event.target.closest("#data-drop");
  ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
    if (!desk() || !event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    if (by("data-drop")) by("data-drop").classList.toggle("over", Boolean(overZone(event)));
  }));
  document.addEventListener("drop", (event) => {
    if (!desk() || !event.dataTransfer || !event.dataTransfer.files.length) return;
    event.preventDefault();
    if (by("data-drop")) by("data-drop").classList.remove("over");
    if (overZone(event)) takeFiles([...event.dataTransfer.files]);
  });

  /* 2: looking; the answer comes when it is seen. */
  let looking = "";
  let unseen = { token: "", sentence: "" };

  const look = async (token) => {
    if (looking === token || unseen.token === token) return;
    looking = token;
    const answer = await ask("POST", `/uploads/${token}/look`);
    const box = by("data-looking");
    if (!box || box.dataset.look !== token) return;
    /* An address that is new in any case: the page must be drawn, wherever it stood. */
    if (answer.status === 202) window.setTimeout(lookOnce, SECOND, token);
    else if (answer.ok) go(`${box.dataset.then}&seen=${Date.now()}`, true);
    else {
      unseen = { token, sentence: answer.told.sentence || silent() };
      paint();
    }
  };
  const lookOnce = (token) => {
    looking = "";
    look(token);
  };

  const paintLooking = () => {
    const box = by("data-looking");
    if (!box) {
      looking = "";
      return;
    }
    const hasFailed = unseen.token === box.dataset.look;
    show(box, !hasFailed);
    show(by("data-look-failed"), hasFailed);
    write(by("data-look-problem"), hasFailed ? unseen.sentence : "");
    look(box.dataset.look);
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#data-look-again")) return;
    unseen = { token: "", sentence: "" };
    looking = "";
    paint();
  });

  /* 4: asking every second, as long as a load stands on the page. */
  let polling = "";

  const poll = async (token) => {
    const box = by("data-loading");
    if (!box || box.dataset.poll !== token) {
      polling = "";
      return;
    }
    const answer = await ask("GET", `/uploads/${token}`);
    if (answer.ok && answer.told.state !== "loading") {
      polling = "";
      if (by("data-loading")) go(box.dataset.then, true);
      return;
    }
    if (answer.ok) {
      write(by("data-loading-file"), answer.told.file);
      write(by("data-loading-count"), answer.told.count);
      const bar = by("data-loaded");
      if (bar && bar.hasAttribute("value")) bar.value = answer.told.rows;
    }
    window.setTimeout(() => poll(token), SECOND);
  };

  const paintLoading = () => {
    const box = by("data-loading");
    if (!box || polling === box.dataset.poll) return;
    polling = box.dataset.poll;
    window.setTimeout(() => poll(polling), SECOND);
  };

  /* Forms: sent as JSON; a refusal stands in the form, an answer leads on. */
  const under_way = new Map();
  const refusals = new Map();
  const typed = new Map();
  const formKey = (form) =>
    form.dataset.action + [...form.querySelectorAll("input[type=hidden]")].map((one) => one.id);

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-action]");
    if (!form) return;
    event.preventDefault();
    const key = formKey(form);
    if (under_way.has(key)) return;
    const { action, then } = form.dataset;
    const fields = Object.fromEntries(new FormData(form, event.submitter));
    under_way.set(key, true);
    sending.refused = [];
    refusals.delete(key);
    paint();
    const answer = await ask("POST", action, fields);
    under_way.delete(key);
    if (answer.ok) {
      [...typed.keys()].filter((one) => one.startsWith(key)).forEach((one) => typed.delete(one));
      go(then.replace("TOKEN", answer.told.token || Date.now()));
    } else {
      refusals.set(key, answer.told.sentence || silent());
    }
    paint();
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-action]");
    if (form && event.isTrusted && event.target.name)
      typed.set(`${formKey(form)}|${event.target.name}`, event.target.value);
  });

  const setValue = (field, value) => {
    const kind = field.tagName === "SELECT" ? HTMLSelectElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const paintForms = () => document.querySelectorAll("form[data-action]").forEach((form) => {
    const key = formKey(form);
    const isBusy = under_way.has(key);
    form.querySelectorAll("button").forEach((one) => {
      if (one.disabled !== isBusy) one.disabled = isBusy;
    });
    show(form.querySelector(".working"), isBusy);
    const problem = form.querySelector(".problem");
    show(problem, refusals.has(key));
    write(problem, refusals.get(key) || "");
    [...form.elements].forEach((field) => {
      const kept = field.name ? typed.get(`${key}|${field.name}`) : undefined;
      if (kept !== undefined && field.value !== kept && field !== document.activeElement)
        setValue(field, kept);
    });
  });

  /* A step that begins out of sight is brought into it. */
  let step = null;
  const paintStep = () => {
    const now = desk() && desk().dataset.step;
    if (step && now && now !== step && desk().getBoundingClientRect().top < 0)
      desk().scrollIntoView({ block: "start" });
    step = now;
  };

  const paint = () => {
    paintStep();
    paintSending();
    paintLooking();
    paintLoading();
    paintForms();
  };

  let asked = 0;
  const watch = new MutationObserver(() => {
    if (asked || !desk() && !document.querySelector("form[data-action]")) return;
    asked = window.requestAnimationFrame(() => {
      asked = 0;
      paint();
    });
  });
  watch.observe(document.documentElement, { childList: true, subtree: true });
})();
