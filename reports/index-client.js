// Sorts the table of the page that leads to all reports, by the column whose head is pressed.
const table = document.querySelector("table");
const body = table.tBodies[0];
const heads = [...table.querySelectorAll("thead th")];
for (const [column, head] of heads.entries()) {
  const button = head.querySelector("button");
  if (!button) continue;
  button.addEventListener("click", () => {
    const isUp =
      head.getAttribute("aria-sort") === "ascending" ? false : head.getAttribute("aria-sort") !== null || column === 0;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
    const keyOf = (row) => row.cells[column].dataset.key;
    const rows = [...body.rows].sort((a, b) => Number(keyOf(a)) - Number(keyOf(b)));
    body.append(...(isUp ? rows : rows.reverse()));
  });
}
