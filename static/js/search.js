// Suggestions under the search box, and filters that stand open where there is room. The page works without this file.
const PAUSE = 150;

function openFilters() {
  const all = document.querySelector(".srch-narrow__all");
  if (all && window.matchMedia("(min-width: 48.0625em)").matches) all.open = true;
}

class Suggestions {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.typed = this.input.value;
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-suggestions`;
    this.list.className = "srch-box__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    box.append(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // The list must not take the focus from the box, or it would be closed before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  later() {
    this.typed = this.input.value;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.typed.trim();
    if (this.asking) this.asking.abort();
    if (text.length < 2) return this.close();
    this.asking = new AbortController();
    try {
      const address = `${this.box.dataset.suggestions}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return this.close();
      const { suggestions } = await answer.json();
      if (text === this.typed.trim() && document.activeElement === this.input) this.show(suggestions);
    } catch {
      this.close();
    }
  }

  show(texts) {
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...texts.map((text, number) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${number}`;
      option.className = "srch-box__option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = text;
      return option;
    }));
    this.list.hidden = texts.length === 0;
    this.input.setAttribute("aria-expanded", String(texts.length > 0));
    const count = texts.length === 1 ? "1 suggestion" : `${texts.length} suggestions`;
    this.status.textContent = texts.length ? `${count}. Use the arrow keys.` : "No suggestions.";
  }

  close() {
    window.clearTimeout(this.timer);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.active = -1;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "Escape" && options.length) {
      event.preventDefault();
      this.input.value = this.typed;
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the box itself, with what was typed.
      const places = options.length + 1;
      this.mark(options, ((this.active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(options[this.active]);
    }
  }

  mark(options, place) {
    this.active = place;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) {
      this.input.removeAttribute("aria-activedescendant");
      this.input.value = this.typed;
    } else {
      this.input.setAttribute("aria-activedescendant", options[place].id);
      this.input.value = options[place].textContent;
    }
  }

  choose(option) {
    this.input.value = option.textContent;
    this.close();
    this.input.form.requestSubmit();
  }
}

openFilters();
document.querySelectorAll("[data-suggestions]").forEach((box) => new Suggestions(box));
