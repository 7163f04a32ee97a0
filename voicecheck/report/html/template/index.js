"use strict";
const filter = document.getElementById("filter");
const count = document.getElementById("count");
const rows = [...document.querySelectorAll(".index tbody tr")];
function filtered() {
  const wanted = filter.value.trim().toLowerCase();
  let n = 0;
  for (const row of rows) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
    n += row.hidden ? 0 : 1;
  }
  count.textContent = wanted ? count.dataset.of.replace("{n}", n).replace("{total}", rows.length) : "";
}
filter.addEventListener("input", filtered);
