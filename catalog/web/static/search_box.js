// Suggestions under a search box: a combobox with a listbox, as ARIA 1.2 describes it. Without this the box is a plain
// field of a form, and finds the same.
const WAIT = 120;
const MOST = 8;
const KINDS = { name: "", synonym: "synonym of", catalog_number: "catalog number of", cas_rn: "CAS RN of" };

// What a suggestion is: of one product, its name, number and supplier; of several, how many.
function told(item) {
  const what = KINDS[item.kind] ?? item.kind;
  if (item.products > 1) return `${what.replace(/ of$/, "")} · ${item.products} products${what ? `: ${item.name}` : ""}`.replace(/^ · /, "");
  const of = [what, what ? item.name : "", item.catalog_number].filter(Boolean).join(" ");
  return item.supplier.slug === "house" ? of : `${of} · ${item.supplier.name}`;
}

// The page of the product, if there is only one.
function page(item) {
  if (item.products > 1) return null;
  const of = item.supplier.slug === "house" ? "" : `/suppliers/${encodeURIComponent(item.supplier.slug)}`;
  return `${of}/products/${encodeURIComponent(item.catalog_number)}`;
}

// The text with what was typed in mark elements. Places count code points, as JSON from the server does; a string's own
// indexes count UTF-16 units.
function marked(item) {
  const letters = Array.from(item.text);
  const parts = [];
  let before = 0;
  for (const [start, end] of item.matched) {
    const mark = document.createElement("mark");
    mark.textContent = letters.slice(start, end).join("");
    parts.push(letters.slice(before, start).join(""), mark);
    before = end;
  }
  return [...parts, letters.slice(before).join("")];
}

class Suggestions {
  constructor(input, number) {
    this.input = input;
    this.items = [];
    this.active = -1;
    this.asked = 0;
    const around = document.createElement("div");
    around.className = "suggesting";
    const focused = document.activeElement === input;
    input.replaceWith(around);
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.list.hidden = true;
    around.append(input, this.list);
    if (focused) input.focus();
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), WAIT);
  }

  async ask(text) {
    const turn = (this.asked += 1);
    if (!text || text.length > 100) {
      this.close();
      return;
    }
    try {
      const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: text, limit: MOST })}`);
      const found = answer.ok ? (await answer.json()).items : [];
      if (turn === this.asked && document.activeElement === this.input) this.show(found);
    } catch {
      this.close();
    }
  }

  show(items) {
    this.items = items;
    this.active = -1;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.list.hidden = !items.length;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const text = document.createElement("span");
    text.append(...marked(item));
    const kind = document.createElement("small");
    kind.textContent = told(item);
    option.append(text, kind);
    return option;
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.items[this.active]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.items.length && !this.list.hidden) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  move(step) {
    const places = this.items.length + 1;
    this.active = ((this.active + 1 + step + places) % places) - 1;
    [...this.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.active));
    });
    const chosen = this.list.children[this.active];
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  clicked(event) {
    const index = [...this.list.children].indexOf(event.target.closest("li"));
    if (index < 0) return;
    this.choose(this.items[index]);
  }

  choose(item) {
    const address = page(item);
    this.input.value = item.text;
    this.close();
    if (address) location.assign(address);
    else this.input.form.requestSubmit();
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.show([]);
  }
}

document.querySelectorAll('form[role="search"] input[name="q"]').forEach((input, number) => new Suggestions(input, number));
