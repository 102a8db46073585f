// Remarks on the words under each box while somebody writes. Without this file a button asks for the same.
// Asked after a pause, one box at a time; a screen reader hears only how many there are, and only when that changes.
const PAUSE = 900;
const PAUSE_BEFORE_SAYING = 2500;

class Watched {
  constructor(region, status, address) {
    this.region = region;
    this.status = status;
    this.address = address;
    this.box = document.getElementById(region.dataset.plainWords);
    if (!this.box) return;
    this.said = "";
    this.checked = null;
    this.label = document.querySelector(`label[for="${this.box.id}"]`)?.firstChild.textContent.trim() ?? "";
    this.box.addEventListener("input", () => this.later());
    this.box.addEventListener("change", () => this.ask());
  }

  // Busy until the remarks stand: what they push down is then at its place.
  later() {
    this.region.setAttribute("aria-busy", "true");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    window.clearTimeout(this.timer);
    const text = this.box.value;
    if (text === this.checked) return this.region.removeAttribute("aria-busy");
    if (this.asking) this.asking.abort();
    const asking = new AbortController();
    this.asking = asking;
    const body = new URLSearchParams({
      text, readers: this.region.dataset.readers, measure: this.region.dataset.measure ?? "",
    });
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        body,
        signal: asking.signal,
        headers: { Accept: "application/json", "X-CSRFToken": this.box.form.elements.csrfmiddlewaretoken.value },
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const { html, heading } = await answer.json();
      if (this.box.value !== text) return;
      this.checked = text;
      this.region.innerHTML = html;
      this.sayLater(heading);
    } catch (error) {
      // Remarks on an older text would point at the wrong places.
      if (error.name !== "AbortError") this.region.replaceChildren();
    } finally {
      if (this.asking === asking && this.box.value === text) this.region.removeAttribute("aria-busy");
    }
  }

  sayLater(heading) {
    window.clearTimeout(this.saying);
    if (heading === this.said) return;
    this.saying = window.setTimeout(() => {
      this.said = heading;
      this.status.textContent = heading ? `${this.label}: ${heading}` : "";
    }, PAUSE_BEFORE_SAYING);
  }
}

const form = document.querySelector("form[data-plain-words-address]");
if (form) {
  const status = document.createElement("div");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  form.append(status);
  const address = form.dataset.plainWordsAddress;
  form.querySelectorAll("[data-plain-words]").forEach((region) => new Watched(region, status, address));
}
