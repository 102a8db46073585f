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

  later() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    window.clearTimeout(this.timer);
    const text = this.box.value;
    if (text === this.checked) return;
    if (this.asking) this.asking.abort();
    this.asking = new AbortController();
    const body = new URLSearchParams({
      text, readers: this.region.dataset.readers, measure: this.region.dataset.measure ?? "",
    });
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        body,
        signal: this.asking.signal,
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
